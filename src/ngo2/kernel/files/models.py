import uuid

from django.conf import settings
from django.db import models

WIDTHS = (320, 960)  # pixels; made at upload for what is wider


class File(models.Model):
    """A file somebody uploaded, as we keep it: images re-encoded, documents and originals as they came.

    `scope` says whose it is ("organisation:42", "person:7"); who may read and add is asked of that scope.
    The rows stand for bytes in the default storage at `path` (and `path` + "-320" for narrower copies).
    """

    IMAGE, DOCUMENT, ORIGINAL = "image", "document", "original"
    PUBLIC, PRIVATE = "public", "private"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    scope = models.CharField(max_length=80)
    kind = models.CharField(
        max_length=8, choices=[(IMAGE, IMAGE), (DOCUMENT, DOCUMENT), (ORIGINAL, ORIGINAL)]
    )
    purpose = models.CharField(max_length=40)  # what it is for in its scope: "logo", "claim"
    visibility = models.CharField(max_length=8, choices=[(PUBLIC, PUBLIC), (PRIVATE, PRIVATE)])
    shows_minor = models.BooleanField(default=False)  # a child can be recognised: never public
    name = models.CharField(max_length=120)  # as given, made harmless
    content_type = models.CharField(max_length=40)  # what it is, not what was claimed
    path = models.CharField(max_length=80, unique=True)
    bytes = models.PositiveBigIntegerField()  # with all copies
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField(default=0)  # pixels; 0 for documents
    height = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["scope", "purpose"], name="files_scope"),
            models.Index(fields=["deleted_at"], name="files_deleted"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(shows_minor=True, visibility="public"), name="files_no_minor_in_public"
            )
        ]

    def copy(self, width: int) -> str:
        """Where the copy of at most `width` pixels lies; the file itself when it is no wider."""
        return f"{self.path}-{width}" if width in WIDTHS and self.width > width else self.path

    def paths(self) -> list[str]:
        return [self.path, *(self.copy(width) for width in WIDTHS if self.width > width)]


class Usage(models.Model):
    """How many bytes a scope has taken of its quota. Changed by conditional UPDATE only."""

    scope = models.CharField(max_length=80, primary_key=True)
    bytes = models.PositiveBigIntegerField(default=0)
