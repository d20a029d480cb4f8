"""What quotas are by: a trait of the record, or one choice question of the form; and the cells that this makes."""

from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ngo2.kernel.packs import home, pack
from ngo2.organisations import words
from ngo2.organisations.facts.choices import KINDS
from ngo2.organisations.models import Organisation
from ngo2.questionnaires.models import Edition
from ngo2.questionnaires.opened import form_of
from ngo2.questionnaires.speaking import spoken
from ngo2.questionnaires.xforms import Question
from ngo2.surveys.models import Invitation, Wave
from ngo2.surveys.queries import frames

KIND, PROVINCE, OTHER = "kind", "province", ""
MOST = 60  # cells: choices of a question


def ways(edition: Edition | None) -> dict[str, str]:
    """{what quotas may be by: how it is called}."""
    named = {KIND: _("Kind of organisation"), PROVINCE: _("Province")}
    return named | {path: label for path, label, _choices in _questions(edition)}


def cells(wave: Wave, by: str) -> dict[str, str]:
    """{cell: how it is called}, at the end who is in none of them."""
    if by == KIND:
        found = {key: str(label) for key, label in KINDS.items()}
    elif by == PROVINCE:
        found = _provinces(frames.read(wave.frame).country or home())
    else:
        found = next((choices for path, _label, choices in _questions(wave.edition) if path == by), {})
    return found | {OTHER: _("others, or not known")} if found else {}


def of_record(by: str, organisation: Organisation | None) -> str | None:
    """The cell that is known before anybody answers; None: their answer will say it."""
    if by not in {KIND, PROVINCE}:
        return None
    if organisation is None:
        return OTHER
    return organisation.kind if by == KIND else organisation.area1


def of_answers(by: str, invitation: Invitation) -> str:
    known = of_record(by, invitation.respondent.organisation)
    if known is not None or invitation.response is None:
        return known or OTHER
    said = invitation.response.answers.filter(path=by, place="").values_list("value", flat=True)
    return said.first() or OTHER


def _provinces(country: str) -> dict[str, str]:
    gazetteer = pack(country).gazetteer
    codes = [one.code for one in gazetteer.children()] if gazetteer else []
    return dict(zip(codes, words.place_names(country, codes), strict=True))


def _questions(edition: Edition | None) -> Iterator[tuple[str, str, dict[str, str]]]:
    """(path, label, choices) of each question that has one answer of few. Those in repeats, and those whose choices
    hang on another answer, make no cells."""
    if edition is None:
        return
    form = form_of(edition)
    language, session = spoken(form.languages, get_language() or ""), form.start(timezone.localtime())
    for node, path in session.walk(all_nodes=True):
        if not isinstance(node, Question) or node.choices is None or node.several or "[" in path:
            continue
        choices = {one.value: one.label for one in session.choices(path, language)}
        if 1 < len(choices) <= MOST:
            yield path, session.label(path, language) or node.definition.name, choices
