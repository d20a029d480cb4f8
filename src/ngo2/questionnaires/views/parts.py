"""The body of a submission, bounded before it is read and known to be whole before anything of it is kept.

Django's parser takes what it gets: when a connection was cut it leaves out the photo that was under way, and says
nothing. Then we would thank for answers whose photo the client may never send again.
"""

import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.core.files.base import File as Upload
from django.core.files.uploadhandler import load_handler
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from django.utils.http import parse_header_parameters
from django.utils.translation import gettext as _

from ngo2.questionnaires.limits import LONGEST_DOCUMENT

ACCEPTED = 20 * 2**20  # bytes of one POST that we ask for; more files come in further ones
# A client sends one file with the answers however large both are: 10 and 12 MB are taken, and room for the headers.
LARGEST = 32 * 2**20
DOCUMENT, INCOMPLETE, AGREED = "xml_submission_file", "*isIncomplete*", "*agreed*"
_PIECE, _IN_MEMORY = 64 * 1024, 2 * 2**20


class Rejected(Exception):
    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.sentence = status, sentence


@dataclass(frozen=True)
class Parts:
    """`files` by the name that the answers call them; `incomplete`: the client says that more come. `agreed`: the
    version of the text that whoever answered agreed to, where our page asked them.
    """

    document: bytes
    files: Mapping[str, Upload]
    incomplete: bool
    agreed: int = 0


@contextmanager
def parts_of(request: HttpRequest) -> Iterator[Parts]:
    """Raises Rejected. The files are closed behind the block."""
    kind, options = parse_header_parameters(request.META.get("CONTENT_TYPE", ""))
    if kind != "multipart/form-data" or not options.get("boundary"):
        raise Rejected(
            400,
            _("Answers come as multipart/form-data, with the part “xml_submission_file”. Check your app."),
        )
    with SpooledTemporaryFile(max_size=_IN_MEMORY) as body:
        length = _read(request, body)
        if not _is_whole(body, length, options["boundary"]):
            raise Rejected(
                400, _("The connection broke before everything was here. Please send it once more.")
            )
        body.seek(0)
        try:
            post, files = _parser(request, body, length).parse()
        except MultiPartParserError:
            raise Rejected(400, _("We could not read what was sent. Please send it once more.")) from None
        except SuspiciousOperation:  # more parts, or more text, than Django takes at once
            raise Rejected(413, _("There are too many parts in this. Send fewer files at once.")) from None
        kept: list[Any] = [one for _name, several in files.lists() for one in several]
        try:
            yield Parts(
                _document(post, files),
                _named(files),
                bool(post.get(INCOMPLETE)),
                _number(post.get(AGREED, "")),
            )
        finally:
            for one in kept:
                one.close()


def _parser(request: HttpRequest, body: Any, length: int) -> MultiPartParser:
    meta = {"CONTENT_TYPE": request.META["CONTENT_TYPE"], "CONTENT_LENGTH": length}
    handlers = [load_handler(one, request) for one in settings.FILE_UPLOAD_HANDLERS]
    return MultiPartParser(meta, body, handlers, "utf-8")


def _read(request: HttpRequest, body: IO[bytes]) -> int:
    """Copies what comes, unpacked; how many bytes that were."""
    packed = request.headers.get("Content-Encoding", "identity").strip().lower()
    if packed not in {"identity", "gzip", "x-gzip"}:
        raise Rejected(415, _("We take answers as they are, or packed with gzip. Check your app."))
    said = request.META.get("CONTENT_LENGTH") or ""
    source: Any = request
    if not said.isdecimal():
        if not request.environ.get("wsgi.input_terminated"):  # type: ignore[attr-defined]
            raise Rejected(411, _("Your app does not say how much it sends. Please use another one."))
        source = request.environ["wsgi.input"]  # type: ignore[attr-defined] # chunked: ends by itself
    elif int(said) > LARGEST:
        raise _too_large()
    total = 0
    try:
        for piece in _unpacked(_pieces(source)) if packed != "identity" else _pieces(source):
            total += len(piece)
            if total > LARGEST:
                raise _too_large()
            body.write(piece)
    except (UnreadablePostError, OSError, zlib.error):
        raise Rejected(
            400, _("The connection broke before everything was here. Please send it once more.")
        ) from None
    return total


def _pieces(source: Any) -> Iterator[bytes]:
    while piece := source.read(_PIECE):
        yield piece


def _unpacked(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """A little at a time: a few bytes may unpack to gigabytes."""
    packed = zlib.decompressobj(wbits=31)
    for piece in pieces:
        while piece and not packed.eof:
            yield packed.decompress(piece, _PIECE)
            piece = packed.unconsumed_tail
    if not packed.eof:
        raise zlib.error("cut off")


def _is_whole(body: IO[bytes], length: int, boundary: str) -> bool:
    """The closing line of the multipart stands at the end."""
    body.seek(max(0, length - len(boundary) - 256))
    return f"--{boundary}--".encode() in body.read()


def _document(post: Any, files: Any) -> bytes:
    upload = files.get(DOCUMENT)
    if upload is not None:
        with closing(upload):
            return bytes(upload.read(LONGEST_DOCUMENT + 1))
    if post.get(DOCUMENT):
        return bytes(post[DOCUMENT].encode("utf-8", "replace"))
    raise Rejected(
        400, _("The answers themselves are missing (the part “xml_submission_file”). Check your app.")
    )


def _named(files: Any) -> dict[str, Upload]:
    """By file name, which Django has freed of folders and signs that cannot be seen; else by the name of the part."""
    found: dict[str, Upload] = {}
    for field, several in files.lists():
        for one in several if field != DOCUMENT else ():
            found.setdefault(one.name, one)
    for field, several in files.lists():
        if field != DOCUMENT:
            found.setdefault(field, several[0])
    return found


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0


def _too_large() -> Rejected:
    return Rejected(413, _("This is more than 32 MB at once. Send smaller photos and recordings."))
