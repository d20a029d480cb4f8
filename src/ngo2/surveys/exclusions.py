"""Why answers do not count: each is printed in the report with its number, so nobody has to guess."""

from django.utils.translation import gettext_lazy as _

EMPTY, DOUBLE, OUTSIDE, TEST, CARELESS, OVER = "empty", "double", "outside", "test", "careless", "over"
REASONS = {
    EMPTY: _("hardly anything was answered"),
    DOUBLE: _("the same organisation answered twice"),
    OUTSIDE: _("not one of those the survey is about"),
    TEST: _("a try-out"),
    CARELESS: _("answers contradict one another"),
    OVER: _("more than were wanted of such groups"),
}
