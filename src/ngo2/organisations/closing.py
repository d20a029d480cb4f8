"""Why an organisation is no longer listed. Keys are kept and never change. Pure."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

DISSOLVED, RESTING, UNWANTED, NOT_ONE = "dissolved", "resting", "unwanted", "not_one"
REASONS: Mapping[str, object] = {
    DISSOLVED: _("It does not exist any more"),
    RESTING: _("It rests for now"),
    UNWANTED: _("It does not want to be listed here"),
    NOT_ONE: _("It is no organisation of this kind"),
}
