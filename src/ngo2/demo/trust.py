"""Trust in the demo: one group is verified and speaks for another; a check and a hand-over wait for Dana."""

from io import BytesIO

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image, ImageDraw

from ngo2.accounts.models import Person
from ngo2.lib.actors import person_actor
from ngo2.organisations.models import Organisation, Vouch
from ngo2.organisations.services import checks, handovers, vouches


def verify(owner: Person, organisation: Organisation, dana: Person) -> None:
    """By a letter of the organisation that it works under: no papers of one's own are needed."""
    if organisation.verifications.exists():
        return
    _checked(owner, organisation, dana, _("We work under the county association; this is its letter."))


def certify(owner: Person, organisation: Organisation, dana: Person) -> None:
    """A foundation with its certificate of public fundraising, compared by Dana."""
    if not organisation.verifications.exists():
        _checked(owner, organisation, dana, _("Our certificate of public fundraising."))


def _checked(owner: Person, organisation: Organisation, dana: Person, note: str) -> None:
    check = checks.ask_check(
        person_actor(owner), organisation, how="document", upload=_paper("letter.png"), note=note
    )
    checks.decide_check(person_actor(dana), check, accept=True)
    organisation.refresh_from_db()


def speak(owner: Person, by: Organisation, organisation: Organisation) -> None:
    if not Vouch.objects.filter(by=by, organisation=organisation).exists():
        note = _("We taught swimming and river safety together in the summer of 2025.")
        vouches.vouch(person_actor(owner), by, organisation, note=note)


def ask(owner: Person, organisation: Organisation) -> None:
    """A group without any papers: somebody calls."""
    if not organisation.verifications.exists():
        note = _("We have no papers. We are at the pier every Saturday morning; please call before.")
        checks.ask_check(person_actor(owner), organisation, how="visit", note=note)


def leave(asker: Person, organisation: Organisation) -> None:
    """Somebody says that nobody is left who could sign in, and shows a paper."""
    if organisation.handovers.exists():
        return
    actor = person_actor(asker)
    made = handovers.ask_handover(
        actor,
        organisation,
        role=_("Accountant since 2021"),
        reason=_("The colleague who ran this page has left, and her number no longer works."),
    )
    handovers.send_document(actor, made, upload=_paper("letter-with-stamp.png"))


def _paper(name: str) -> ContentFile[bytes]:
    """A picture of a page that says that it is none."""
    page = Image.new("RGB", (600, 840), "#fbfaf6")
    draw = ImageDraw.Draw(page)
    draw.rectangle((30, 30, 570, 810), outline="#8c8576", width=3)
    draw.text((60, 60), "EXAMPLE - made for the demo, not a real letter", fill="#1d2329")
    for line in range(9):
        draw.line((60, 140 + 50 * line, 520 - 23 * (line % 4), 140 + 50 * line), fill="#8c8576", width=4)
    draw.ellipse((360, 610, 530, 780), outline="#c43d2b", width=6)
    file = BytesIO()
    page.save(file, "PNG")
    return ContentFile(file.getvalue(), name=name)
