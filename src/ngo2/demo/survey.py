"""One complete survey of the demo: how groups use the internet, in two waves, and what trained ones use afterwards.

Answers are made up, so nobody real gives any: 568 of the 600 groups have no record, the other 32 are examples. It is
asked through the services that everybody uses; groups without a record, days in the past and what became of each
invitation are written beside them, in bulk. The worker does it once the first page is there (12 s of CPU, half of it
to hold each answer against its form); stopped in the middle, it goes on.
"""

import random
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from ngo2.accounts.models import Person
from ngo2.demo import cast, survey_report
from ngo2.demo import survey_answers as answers
from ngo2.demo import survey_truths as truths
from ngo2.demo.readers import examples
from ngo2.demo.survey_answers import Group, Known, Set
from ngo2.kernel.journal.services import record
from ngo2.kernel.packs import data
from ngo2.lib.actors import SYSTEM, Actor, person_actor
from ngo2.organisations.models import Organisation
from ngo2.questionnaires import prefilling
from ngo2.questionnaires.models import Edition, Form, Response
from ngo2.questionnaires.opened import form_of
from ngo2.questionnaires.services import (
    Came,
    change_form,
    make_form,
    publish_edition,
    receive_many,
    withdraw_response,
)
from ngo2.questionnaires.xlsform.reading import read_workbook
from ngo2.questionnaires.xlsform.sheets import Sheets
from ngo2.surveys import exclusions, services
from ngo2.surveys.models import Invitation, Respondent, Survey, Wave
from ngo2.surveys.queries import frames
from ngo2.surveys.services import answering

TITLE, AFTER = "公益机构互联网使用调查（示例）", "工作坊之后（示例）"
ENGLISH = {TITLE: "How groups use the internet (example)", AFTER: "After the workshops (example)"}
ABOUT = "问卷是真的，回答全是编的。"
ABOUT_ENGLISH = "The questionnaire is real, all answers are made up."
CONSENT = (
    "这是演示：除您自己现在填写的以外，全部回答都由程序编成，不代表任何真实机构。您填写的内容只留在这台演示机器上，"
    "用来看结果怎样算出来，三十六个月后删除；可以随时撤回。"
)
CONSENT_ENGLISH = (
    "This is a demo: all answers but those that you give now are made up by a program and are no statement of any real "
    "organisation. What you write stays on this machine, is used to show how results come about, and is deleted after "
    "36 months. You can take it back at any time."
)
LIST = "country=CN&kind=grassroots_ngo"  # in the demo, examples only
OPEN = ("shanyi", "youshui")  # Alice's and Charlie's: their answers to the second wave are still to come
CHUNK = 200
_IDS = uuid.UUID("6f0a2f2c-2f0e-4b2e-9c57-0a9d2f1f5a10")
_LASTS = timedelta(days=42)
# Up to which of 1 each outcome goes; who is left is still silent.
_CLOSED = ((0.76, "received"), (0.83, "refused"), (0.87, "unreached"), (0.90, "started"))
_STILL_OPEN = ((0.62, "received"), (0.66, "refused"), (0.69, "unreached"), (0.77, "started"))
# Places among the answers of groups without a record: (first wave, second wave).
_WITHDRAWN = ((5, 80, 160, 240), (33, 121))
_EXCLUDED: tuple[Mapping[int, str], ...] = (
    {2: exclusions.EMPTY, 40: exclusions.DOUBLE, 77: exclusions.CARELESS, 111: exclusions.EMPTY,
     150: exclusions.OUTSIDE, 201: exclusions.DOUBLE, 260: exclusions.TEST, 300: exclusions.CARELESS},
    {9: exclusions.TEST, 64: exclusions.EMPTY, 190: exclusions.DOUBLE},
)  # fmt: skip


def is_whole() -> bool:
    """The follow-up study is the last part but for the report, and closing it its last step."""
    return (
        survey_report.is_there()
        and Wave.objects.filter(
            survey__title_zh=AFTER, survey__is_example=True, closed_at__isnull=False
        ).exists()
    )


def run(seed: int = 7, now: datetime | None = None) -> bool:
    """All of it, or what is still missing. Not beside a crowd: then the list holds more than the examples."""
    if not settings.DEMO or frames.organisations(LIST).exclude(dataset=examples.DATASET).exists():
        return False
    people, now = cast.people(), now or timezone.now()
    dana = person_actor(people["dana"])
    survey, form = _made(dana, TITLE, "internet_use_1", people["erin"])
    editions = _editions(dana, form)
    groups = answers.panel(seed, list(_known(editions[0])))
    begun = now - timedelta(days=548)
    first = _wave(dana, survey, 1, editions[0], begun)
    if first.closed_at is None:
        asked = [one for one in groups if one.number not in _only(groups, 1)]
        _panel(first, groups, asked)
        _answer(dana, first, groups, 0, seed, begun + _LASTS)
        _close(dana, first, begun, begun + _LASTS)
    second = _wave(dana, survey, 2, editions[1], now - timedelta(days=18))
    if not second.invitations.exclude(excluded="").exists():
        asked = [one for one in groups if one.number not in _only(groups, 0)]
        _panel(second, groups, asked)
        _answer(dana, second, groups, 1, seed, now - timedelta(hours=3))
    _invite(second)
    _ask_afterwards(dana, people["erin"], groups, seed, now - timedelta(days=150))
    survey_report.publish(dana, second, first)
    return True


def _made(dana: Actor, title: str, sheets: str, researcher: Person) -> tuple[Survey, Form]:
    survey = Survey.objects.filter(title_zh=title, is_example=True).first()
    with transaction.atomic():
        if survey is None:
            survey = services.make_survey(
                dana,
                title_zh=title,
                title_en=ENGLISH[title],
                about_zh=ABOUT,
                about_en=ABOUT_ENGLISH,
                consent_zh=CONSENT,
                consent_en=CONSENT_ENGLISH,
                is_example=True,
            )
        services.name_researcher(dana, survey, researcher)
        form = Form.objects.filter(scope=survey.scope).first()
        return survey, form or make_form(
            dana, survey.scope, title=title.partition("（")[0], sheets=_sheets(sheets)
        )


def _sheets(name: str) -> Sheets:
    return read_workbook((data.FOLDER / "surveys" / f"{name}.csv").read_bytes(), f"{name}.csv")


def _editions(dana: Actor, form: Form) -> tuple[Edition, Edition]:
    """The second has one question reworded, one new, one dropped, and one with other choices."""
    first = form.editions.filter(number=1).first() or publish_edition(dana, form)
    second = form.editions.filter(number=2).first()
    if second is None:
        change_form(dana, form, sheets=_sheets("internet_use_2"), seen=form.edited)
        second = publish_edition(dana, form)
    return first, second


def _known(edition: Edition) -> Iterator[Known]:
    """The examples, with what their records say of the questions that every edition asks alike."""
    kept = ("name", "founded", "staff", "volunteers", "budget", "wechat", "website_address")
    form = form_of(edition)
    for one in frames.organisations(LIST).order_by("pk"):
        facts = prefilling.known(form, edition.facts, one.facts)
        said = {path.rpartition("/")[2]: value for path, value in facts.items()}
        said = {name: value for name, value in said.items() if name in kept}
        trained = one.facts.get("trained", {}).get("v") or {}
        if "year" in trained:
            said["trained_year"] = str(trained["year"])
        yield Known(one.pk, one.area1, bool(trained.get("trained")), int(said.get("staff", "0")), said)


def _only(groups: Sequence[Group], wave: int) -> set[int]:
    """Numbers of the groups that are asked in that wave only (0, 1)."""
    unknown = [one.number for one in groups if not one.id]
    chosen = random.Random("waves").sample(unknown, truths.ONLY_FIRST + truths.ONLY_SECOND)  # noqa: S311
    return set(chosen[: truths.ONLY_FIRST] if wave == 0 else chosen[truths.ONLY_FIRST :])


def _wave(dana: Actor, survey: Survey, number: int, edition: Edition, opens: datetime) -> Wave:
    with transaction.atomic():
        wave = survey.waves.filter(number=number).first()
        if wave is None:
            wave = services.plan_wave(dana, survey, frame=LIST, opens_at=opens)
            services.use_edition(dana, wave, edition)
            services.open_wave(dana, wave)
            counts = {code: n for provinces in truths.FRAME.values() for code, n in provinces.items()}
            Wave.objects.filter(pk=wave.pk).update(opened_at=opens, counts=counts)
            wave.refresh_from_db()
    return wave


def _panel(wave: Wave, groups: Sequence[Group], asked: Sequence[Group]) -> None:
    """Those without a record stand behind the examples, under the same numbers in every wave."""
    with transaction.atomic():
        held = wave.invitations.filter(respondent__organisation__isnull=False).select_related("respondent")
        here = {one.id: one for one in asked if one.id}
        held.exclude(respondent__organisation__in=list(here)).delete()
        wave.survey.respondents.filter(organisation__isnull=False, invitations=None).delete()
        weights = answers.weights(asked)
        drawn = list(held)
        for one in drawn:
            one.weight = weights[here[_organisation(one)].province]
        Invitation.objects.bulk_update(drawn, ["weight"], batch_size=500)
        respondents = _respondents(wave.survey, groups)
        there = set(wave.invitations.values_list("respondent_id", flat=True))
        Invitation.objects.bulk_create(
            (
                Invitation(wave=wave, respondent_id=respondents[one.number], weight=weights[one.province])
                for one in asked
                if not one.id and respondents[one.number] not in there
            ),
            batch_size=500,
        )


def _respondents(survey: Survey, groups: Sequence[Group]) -> dict[int, int]:
    """{number of a group: pk of its respondent}; made when missing."""
    by_organisation = dict(
        survey.respondents.filter(organisation__isnull=False).values_list("organisation_id", "pk")
    )
    first = max(survey.respondents.filter(organisation__isnull=False).values_list("number", flat=True))
    unknown = [one for one in groups if not one.id]
    numbers = {one.number: first + at for at, one in enumerate(unknown, start=1)}
    there = set(survey.respondents.values_list("number", flat=True))
    Respondent.objects.bulk_create(
        (Respondent(survey=survey, number=n) for n in numbers.values() if n not in there), batch_size=500
    )
    by_number = dict(survey.respondents.values_list("number", "pk"))
    return {
        one.number: by_organisation[one.id] if one.id else by_number[numbers[one.number]] for one in groups
    }


def _organisation(one: Invitation) -> int:
    return one.respondent.organisation_id or 0


def _by_group(wave: Wave, groups: Sequence[Group]) -> list[tuple[Group, Invitation]]:
    respondents = _respondents(wave.survey, groups)
    held = {one.respondent_id: one for one in wave.invitations.select_related("respondent")}
    return [(one, held[respondents[one.number]]) for one in groups if respondents[one.number] in held]


def _answer(dana: Actor, wave: Wave, groups: Sequence[Group], at: int, seed: int, until: datetime) -> None:
    """What became of each invitation; then who takes the answers back, and whose do not count."""
    open_to = set(
        Organisation.objects.filter(dataset=examples.DATASET, external_id__in=OPEN).values_list(
            "pk", flat=True
        )
    )
    answered: list[tuple[Group, Invitation, Set]] = []
    silent: list[Invitation] = []
    place = 0
    for group, one in _by_group(wave, groups):
        outcome = _outcome(random.Random(f"{seed}:{at}:{group.number}"), _STILL_OPEN if at else _CLOSED)  # noqa: S311
        if group.id:
            outcome = "invited" if at and group.id in open_to else "received"
        one.outcome = outcome
        if outcome != "received":
            silent.append(one)
            continue
        said = group.second if at else group.first
        place += not group.id
        answered.append(
            (group, one, _hollow(said) if _reason(at, place, group) == exclusions.EMPTY else said)
        )
    _date(silent, wave, until, seed)
    _send(wave, answered, until, seed)
    lost = [one for group, one, _said in answered if not group.id]
    for n in _WITHDRAWN[at]:
        response = lost[n - 1].response
        assert response is not None  # just sent
        if response.state == Response.RECEIVED:
            withdraw_response(Actor("link", response.files_scope), response)
        answering.note_withdrawn(response)
    with transaction.atomic():
        for n, reason in _EXCLUDED[at].items():
            services.exclude_response(dana, lost[n - 1], reason=reason, note=ABOUT)


def _outcome(dice: random.Random, steps: Sequence[tuple[float, str]]) -> str:
    r = dice.random()
    return next((outcome for upto, outcome in steps if r < upto), Invitation.INVITED)


def _reason(at: int, place: int, group: Group) -> str:
    return "" if group.id else _EXCLUDED[at].get(place, "")


def _hollow(said: Set) -> Set:
    """Only what the form insists on."""
    kept = {"region", "province", "staff", "trained", "tech_staff", "channels", "website", "tools", "needs"}
    return {
        name: value if name in kept else [] if isinstance(value, list) else "" for name, value in said.items()
    }


def _send(wave: Wave, answered: Sequence[tuple[Group, Invitation, Set]], until: datetime, seed: int) -> None:
    """In chunks: whoever is interrupted goes on, as the same answers under the same number are received once."""
    edition = wave.edition
    assert edition is not None  # it was opened with one
    form = form_of(edition)
    _date([one for _group, one, _said in answered], wave, until, seed)
    for start in range(0, len(answered), CHUNK):
        some = answered[start : start + CHUNK]
        many = [
            Came(
                answers.document(form, said, _ident(wave, one, seed)),
                asked=invitation.scope,
                organisation=one.id or None,
                **_moments(invitation, until, seed),
            )
            for one, invitation, said in some
        ]
        with transaction.atomic():
            responses = receive_many(SYSTEM, edition, many, way=Response.PAGE)
            for (_one, invitation, _said), response in zip(some, responses, strict=True):
                invitation.response, invitation.consent_version = response, wave.survey.consent_version
            Invitation.objects.bulk_update(
                [one for _group, one, _said in some],
                ["outcome", "response", "consent_version"],
                batch_size=200,
            )


def _ident(wave: Wave, one: Group, seed: int) -> str:
    """The same in every run, so that nothing is received twice."""
    return f"uuid:{uuid.uuid5(_IDS, f'{seed}:{wave.scope}:{one.number}')}"


def _date(many: Sequence[Invitation], wave: Wave, until: datetime, seed: int) -> None:
    """Asked in the first two days, reminded after a week and after another. Who is still to be asked, is not."""
    opens = wave.opens_at
    assert opens is not None
    for one in many:
        if wave.closed_at is None and one.respondent.organisation_id and one.outcome == Invitation.INVITED:
            continue
        one.invited_at = opens + timedelta(hours=random.Random(f"{seed}:{one.pk}").randrange(48))  # noqa: S311
        if one.outcome in {Invitation.INVITED, Invitation.STARTED}:
            one.reminders = min(2, (until - one.invited_at) // timedelta(days=7))
            if one.reminders:
                one.reminded_at = one.invited_at + one.reminders * timedelta(days=7)
    Invitation.objects.bulk_update(
        many, ["outcome", "invited_at", "reminders", "reminded_at"], batch_size=200
    )


def _moments(one: Invitation, until: datetime, seed: int) -> dict[str, Any]:
    dice = random.Random(f"{seed}:{one.pk}:sent")  # noqa: S311
    invited = one.invited_at
    assert invited is not None
    received = min(
        invited + timedelta(days=dice.expovariate(1 / 6)), until - timedelta(minutes=dice.randrange(600))
    )
    return {"received_at": received, "began_at": received - timedelta(minutes=dice.randint(9, 40))}


def _close(dana: Actor, wave: Wave, opened: datetime, closed: datetime) -> None:
    with transaction.atomic():
        services.close_wave(dana, wave)
        Wave.objects.filter(pk=wave.pk).update(opened_at=opened, closes_at=closed, closed_at=closed)


def _invite(wave: Wave) -> None:
    """Alice and Charlie find the letter among their messages, at any hour."""
    for one in wave.invitations.filter(invited_at=None, respondent__organisation__isnull=False):
        with transaction.atomic():
            if wave.invitations.filter(pk=one.pk, invited_at=None).update(invited_at=timezone.now()):
                record(SYSTEM, "surveys.invited", wave, scope=wave.survey.scope, data={"invitation": one.pk})


def _ask_afterwards(dana: Actor, erin: Person, groups: Sequence[Group], seed: int, opens: datetime) -> None:
    """The follow-up study: all 170 that were trained, each standing for itself."""
    survey, form = _made(dana, AFTER, "after_workshops", erin)
    edition = form.editions.first() or publish_edition(dana, form)
    wave = _wave(dana, survey, 1, edition, opens)
    if wave.closed_at is not None:
        return
    trained = [one for one in groups if one.trained]
    _panel(wave, trained, trained)
    wave.invitations.update(weight=1)
    counts = dict(Counter(one.province for one in trained))
    Wave.objects.filter(pk=wave.pk).update(counts=counts)
    said = {one.number: its for one, its in answers.afterwards(seed, groups)}
    rows = _by_group(wave, trained)
    for one, invitation in rows:
        invitation.outcome = Invitation.RECEIVED if one.number in said else Invitation.UNREACHED
    until = opens + timedelta(days=30)
    _date([invitation for one, invitation in rows if one.number not in said], wave, until, seed)
    _send(
        wave,
        [(one, invitation, said[one.number]) for one, invitation in rows if one.number in said],
        until,
        seed,
    )
    _close(dana, wave, opens, until)
