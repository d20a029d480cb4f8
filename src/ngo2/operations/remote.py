"""Backups in a store that speaks S3 (AWS, Aliyun OSS, Tencent COS, MinIO). Its library is installed by who wants it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from ngo2.operations.failures import Failed

SCHEME = "s3://"


def is_remote(place: object) -> bool:
    return str(place).startswith(SCHEME)


def send(path: Path, place: str) -> str:
    """Copy a backup to `s3://bucket/prefix`; returns its address once the store holds every byte."""
    bucket, prefix = _parts(place)
    name = f"{prefix}/{path.name}" if prefix else path.name
    with _said(place) as store:
        store.upload_file(str(path), bucket, name)
        held = store.head_object(Bucket=bucket, Key=name)["ContentLength"]
    if held != path.stat().st_size:
        raise Failed(
            _("%(place)s holds %(held)d bytes of %(all)d: send the backup again.")
            % {"place": place, "held": held, "all": path.stat().st_size}
        )
    return f"{SCHEME}{bucket}/{name}"


def fetch(address: str, folder: Path) -> Path:
    """The backup at `s3://bucket/prefix/name.backup`, as a file in `folder`."""
    bucket, name = _parts(address)
    path = folder / (name.rpartition("/")[2] or "backup")
    with _said(address) as store:
        store.download_file(bucket, name, str(path))
    return path


def _parts(address: str) -> tuple[str, str]:
    bucket, _slash, rest = address.removeprefix(SCHEME).partition("/")
    if not bucket:
        raise Failed(_("Name a bucket: s3://bucket/prefix."))
    return bucket, rest.strip("/")


@contextmanager
def _said(place: str) -> Iterator[Any]:
    try:
        import boto3  # noqa: PLC0415 (may be missing)
        from boto3.exceptions import Boto3Error  # noqa: PLC0415 (may be missing)
        from botocore.config import Config  # noqa: PLC0415 (may be missing)
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 (may be missing)
    except ImportError:
        raise Failed(
            _("What speaks with %(place)s is not installed. Type: tools/python-env s3") % {"place": place}
        ) from None
    try:
        # Stores other than Amazon's know no trailing checksums; the backup proves itself when it is opened.
        config = Config(
            retries={"max_attempts": 4, "mode": "standard"},
            connect_timeout=10,
            read_timeout=60,
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        yield boto3.client("s3", endpoint_url=settings.NGO2_S3_ENDPOINT or None, config=config)
    except (Boto3Error, BotoCoreError, ClientError, ValueError, OSError) as error:
        raise Failed(
            _(
                "%(place)s cannot be used: %(why)s. Look at AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, "
                "AWS_DEFAULT_REGION and NGO2_S3_ENDPOINT."
            )
            % {"place": place, "why": str(error).rstrip(".")}
        ) from error
