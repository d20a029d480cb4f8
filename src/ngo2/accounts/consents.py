"""What people can agree to: purpose, version and the words, in one list that everybody can read.

Change the words, and you change the version with them: a test holds the digest of each version. Whoever
agreed to the old ones is asked again. Rooms above add theirs in their manifest: `purposes.add(Purpose(...))`.
"""

import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ngo2.lib.registry import Registry

TERMS, PUBLISH_CONTACT = "terms", "publish_contact"
CONTACTS = "contacts"  # key of public pages (kernel.ui.pages) that name persons


@dataclass(frozen=True)
class Point:
    """A line of the list: `heading` and what it says. `words` may hold `%(operator)s`."""

    heading: object
    words: object

    @property
    def text(self) -> str:
        return str(self.words) % {"operator": _operator()}


@dataclass(frozen=True)
class Purpose:
    """`question` is asked, `after` says what withdrawing does. `needed`: nothing works without."""

    name: str
    version: str
    title: object
    question: object
    points: tuple[Point, ...]
    after: object
    needed: bool = False

    def text(self, language: str) -> str:
        """All the words, as read in this language."""
        with translation.override(language):
            lines = [f"{point.heading}: {point.text}" for point in self.points]
            return "\n".join([str(self.title), str(self.question), *lines, str(self.after)])

    def digest(self, language: str) -> str:
        return hashlib.sha256(self.text(language).encode()).hexdigest()


def _operator() -> str:
    name = settings.NGO2_OPERATOR or gettext("The team of this site")
    return f"{name} ({settings.NGO2_CONTACT})" if settings.NGO2_CONTACT else name


purposes: Registry[Purpose] = Registry("purpose of consent")

purposes.add(
    Purpose(
        TERMS,
        version="1",
        title=_("What we keep about you, and why"),
        question=_("Do you agree that we keep this, so that you can sign in and take part?"),
        points=(
            Point(_("Who"), _("%(operator)s runs this site and answers for it.")),
            Point(
                _("What for"),
                _("To let you in, to know who changed what, and to write to you about what you do here."),
            ),
            Point(
                _("What"),
                _(
                    "The name you give us, your phone number or e-mail address, when and from which device "
                    "you signed in, and what you write here."
                ),
            ),
            Point(
                _("How"),
                _(
                    "You type it in; it is kept on our own server. We do not sell it, show no advertising, "
                    "and follow you nowhere."
                ),
            ),
            Point(
                _("Who sees it"),
                _(
                    "Your name: the people you work with here. Your phone and e-mail: nobody but the team of "
                    "this site, unless you agree to more."
                ),
            ),
            Point(
                _("How long"),
                _(
                    "Until you erase your account. Codes we send you: two days at most. Who changed an "
                    "organisation's record is kept as a number without your name."
                ),
            ),
            Point(
                _("Your rights"),
                _(
                    "See, correct, copy and erase what we keep, and take back any consent: all under Mine, "
                    "at any time, without giving a reason."
                ),
            ),
            Point(
                _("Children"),
                _("If you are under 14, please ask a parent or guardian to write to us first."),
            ),
        ),
        after=_("Without it you cannot sign in. What is public without an account stays open to you."),
        needed=True,
    ),
    Purpose(
        PUBLISH_CONTACT,
        version="1",
        title=_("Show my name and contact on a public page"),
        question=_(
            "May we show your name and your phone or e-mail on the pages of organisations you work for?"
        ),
        points=(
            Point(_("Who"), _("%(operator)s shows it to everybody who opens the page, also from abroad.")),
            Point(_("What for"), _("So that people who want to help or need help can reach you directly.")),
            Point(
                _("What"),
                _("Your name, and the phone number or e-mail address that you choose for the page."),
            ),
            Point(
                _("How long"),
                _(
                    "Until you take it back, or leave the organisation. Others may have copied it by then: "
                    "we cannot call that back."
                ),
            ),
            Point(
                _("If you say no"), _("Nothing changes for you. The page shows the organisation's own phone.")
            ),
        ),
        after=_("Your contact disappears from public pages at once."),
    ),
)
