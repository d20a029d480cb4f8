"""Pictures of posts, for everybody, and of deliveries, for both sides."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ngo2.kernel.files.models import File
from ngo2.lib.refusals import Refused

PHOTO = "exchange"


def owns_photo(scope: str, photo: str, *, public: bool = True) -> None:
    """Refused unless it is a picture of this scope, public where it is shown to all: any number may have been typed."""
    if not photo:
        return
    visibility = File.PUBLIC if public else File.PRIVATE
    try:
        there = File.objects.filter(
            pk=photo, scope=scope, purpose=PHOTO, visibility=visibility, deleted_at=None
        ).exists()
    except (ValidationError, ValueError):
        there = False
    if not there:
        raise Refused(_("This picture is not there any more. Please choose it again."), field="photo")
