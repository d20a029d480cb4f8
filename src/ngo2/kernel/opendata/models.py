from django.db import models

from ngo2.kernel.opendata.formats import FORMATS


class Snapshot(models.Model):
    """A dataset as it was in one month, in one format. The row stays when the file had to be withdrawn."""

    dataset = models.CharField(max_length=40)
    month = models.CharField(max_length=7)  # 2026-11
    format = models.CharField(max_length=10)
    stored = models.CharField(max_length=200)  # in the default storage; "" when withdrawn
    bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)  # of the file as it is downloaded
    rows = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dataset", "month", "format"], name="opendata_one_snapshot_a_month"
            )
        ]

    @property
    def file_name(self) -> str:
        return file_name(self.month, self.format)


def file_name(month: str, form: str) -> str:
    """What is not packed in itself is packed by us."""
    packed = form in FORMATS and FORMATS[form].packed
    return f"{month}.{form}" if packed else f"{month}.{form}.gz"
