from django.db.models import QuerySet

from ngo2.kernel.files.models import File


def files_of(scope: str, purpose: str = "") -> QuerySet[File]:
    """Files of a scope that are there, newest first."""
    files = File.objects.filter(scope=scope, deleted_at=None).order_by("-created_at", "id")
    return files.filter(purpose=purpose) if purpose else files
