"""Two records with something of everything that can point at an organisation, and how to tell that nothing changed."""

import random
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.db.models import F
from django.utils import timezone

from ngo2.accounts.models import JoinCode, Person
from ngo2.exchange.models import Introduction, Milestone, Plan, Post, Project
from ngo2.kernel.files.models import File, Usage
from ngo2.kernel.notify.models import IncomingSms, WebhookEndpoint
from ngo2.kernel.ui import drafts
from ngo2.lib.actors import SYSTEM, person_actor
from ngo2.organisations import duplicates, services
from ngo2.organisations.models import (
    Asking,
    Assertion,
    Claim,
    Handover,
    Import,
    ImportRow,
    Invitation,
    Likeness,
    LikenessKey,
    Membership,
    Merge,
    Organisation,
    Partner,
    Remit,
    Verification,
    Voice,
    Vouch,
)
from ngo2.organisations.services import NewOrganisation, create_organisations, merging
from ngo2.organisations.sources import OWNER, PROPOSAL, Source
from ngo2.questionnaires.models import Edition, Response
from ngo2.questionnaires.tests import scenes
from ngo2.surveys.models import Belonging, Respondent, Survey

LIST = Source("import", "Hubei 2020", "https://example.org/list")
# What changes with every act and is no part of the state: the journal, its outbox, versions of pages.
_ASIDE = {"journal", "django_tasks_database", "contenttypes", "auth", "sessions", "sites"}


def record(name: str, **facts: Any) -> Organisation:
    row = NewOrganisation({"name_zh": name, "kind": "grassroots_ngo", **facts}, name)
    return create_organisations(SYSTEM, [row], source=LIST, dataset="test")[0].organisation


def dump() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table of ours, but for journal, versions of pages and the merges themselves.

    Keys of likeness are made from the facts: they are compared with what they would be made of now.
    """
    found = {}
    for model in apps.get_models():
        label = model._meta.label
        if model._meta.app_label in _ASIDE or label in {"ui.PageVersion", "organisations.Merge"}:
            continue
        if model is LikenessKey:
            continue
        found[label] = sorted(map(repr, model._base_manager.values_list()))
    return found


def wrong_keys() -> dict[int, set[int]]:
    """Records whose keys of likeness are not those of their facts, with what differs; one that waits is right too."""
    found = {}
    for one in Organisation.objects.exclude(state=Organisation.MERGED):
        likened = duplicates.likened({key: fact["v"] for key, fact in one.facts.items()}, one.pk)
        kept = set(one.likeness_keys.values_list("key", flat=True))
        if other := (kept ^ set(duplicates.keys(likened))) - {duplicates.WAITS}:
            found[one.pk] = other
    return found


def different(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """Only what differs, so that a failing test can be read."""
    return {label: _change(before[label], after[label]) for label in before if before[label] != after[label]}


def _change(before: list[str], after: list[str]) -> list[str]:
    return [*sorted(set(before) - set(after)), "became", *sorted(set(after) - set(before))]


def join(actor: Any, kept: Organisation, gone: Organisation, side: str = "", *, sure: bool = True) -> Merge:
    """As the page does it: look, choose (the likely side, or `side` for all), press."""
    seen = merging.preview_merge(actor, kept, gone)
    choices = {one.field: side or one.likely for one in seen.conflicts}
    return merging.merge_records(actor, kept, gone, choices=choices, seen=seen.seen, sure=sure)


def furnish(
    one: Organisation, other: Organisation, person: Any, helper: Any, bystander: Organisation
) -> None:
    """A row in every declared reference to `one`; `other` is the record that it may be joined with."""
    now, soon = timezone.now(), timezone.now() + timedelta(days=9)
    Membership.objects.create(organisation=one, person=person, role=Membership.OWNER, answers=True, since=now)
    Organisation.objects.filter(pk=one.pk).update(claimed_at=now, verified_until=date(2099, 1, 1))
    _said(one, person, bystander, now)
    Invitation.objects.create(
        organisation=one, role="viewer", digest=uuid4().hex, made_by=person, made_at=now, until=soon
    )
    batch = Import.objects.create(state=Import.DONE, dataset="x", language="en", made_at=now)
    ImportRow.objects.create(batch=batch, sheet=1, line=1, cells=["a"], organisation=one, done=ImportRow.KEPT)
    Asking.objects.create(organisation=one, kind=Asking.BADGE, made_at=now, until=soon)
    checked = {"how": Verification.VISIT, "made_at": now, "decided_for": one}
    Verification.objects.create(organisation=one, state=Verification.VALID, until=date(2099, 1, 1), **checked)
    Vouch.objects.create(organisation=one, by=bystander, note="We know them.", at=now)
    Vouch.objects.create(organisation=bystander, by=one, note="They know us.", at=now)
    handed = {"proof": Handover.VOICES, "state": Handover.DECLINED, "made_at": now, "decided_for": one}
    over = Handover.objects.create(organisation=one, person=helper, **handed)
    Voice.objects.create(handover=over, person=person, speaks_for=one, at=now)
    partner = Partner.objects.create(organisation=one, since=now)
    Remit.objects.create(partner=partner, country="CN", division=f"4{one.pk % 9}0000")
    LikenessKey.objects.create(organisation=one, key=one.pk * 7)
    _alike(one, bystander, now)
    before = record(f"早先的{one.pk}")
    Organisation.objects.filter(pk=before.pk).update(state=Organisation.MERGED, merged_into=one)
    Merge.objects.create(kept=bystander, gone=before, decided_for=one, at=now, until=now)
    _above(one, bystander, person)
    _below(one, person)


def _above(one: Organisation, bystander: Organisation, person: Any) -> None:
    """In the exchange: a need of its own, an answer to the need of somebody else, a step of a project and a plan."""
    now = timezone.now()
    said: dict[str, Any] = {
        "side": "need",
        "kind": "material",
        "subkind": "books",
        "title": "图书",
        "reach": "country",
        "country": "CN",
        "until_day": date(2099, 1, 1),
        "made_at": now,
        "changed_at": now,
    }
    Post.objects.create(organisation=one, **said)
    asked, _new = Post.objects.get_or_create(organisation=bystander, defaults=said)
    answer = {"words": "We have some.", "asked_at": now, "answer_by": date(2099, 1, 1)}
    Introduction.objects.create(post=asked, organisation=one, person=person, **answer)
    Post.objects.filter(pk=asked.pk).update(waiting=F("waiting") + 1)
    project, _new = Project.objects.get_or_create(post=asked, defaults={"aim": "一起做"})
    step = {"what": "第一次活动", "by_day": date(2099, 1, 1), "made_at": now, "changed_at": now}
    Milestone.objects.create(project=project, responsible=one, **step)
    _answers(one, now)
    Plan.objects.create(subkind="books", unit="copy", partner=one, made_at=now, changed_at=now)


def _answers(one: Organisation, now: Any) -> None:
    """Asked by the same survey as the other record, and answers to its form."""
    survey, _new = Survey.objects.get_or_create(title_zh="问卷", defaults={"consent_zh": "x", "made_at": now})
    edition = Edition.objects.filter(form__key="joining").first() or scenes.edition(
        survey.scope, key="joining"
    )
    Respondent.objects.create(survey=survey, number=one.pk, organisation=one)
    said = Response.objects.create(
        edition=edition, instance_id=f"uuid:{one.pk}", organisation=one, began_at=now
    )
    Belonging.objects.create(response=said, organisation=one, name=one.name, said_at=now)


def _said(one: Organisation, person: Any, bystander: Organisation, now: Any) -> None:
    said = {"causes": ["education", "health"], "phone": f"1380013{one.pk % 10_000:04d}", "founded": 2009}
    services.assert_facts(person_actor(person), one, said, source=OWNER)
    services.assert_facts(person_actor(person), one, {"staff": 3}, source=PROPOSAL)
    Assertion.objects.filter(organisation=bystander).update(decided_for=one)
    claimed = {"proof": Claim.STAFF, "made_at": now, "decided_for": one}
    Claim.objects.create(organisation=one, person=person, state=Claim.WAITING, **claimed)


def _alike(one: Organisation, bystander: Organisation, now: Any) -> None:
    for number in (1, 2):  # once as the smaller number, once as the greater
        third = bystander if bystander.pk > one.pk and number == 1 else record(f"像{one.pk}的{number}")
        first, second = sorted((one.pk, third.pk))
        Likeness.objects.get_or_create(
            first_id=first, second_id=second, defaults={"score": 0.5, "found_at": now, "decided_for": one}
        )
    elder = Organisation.objects.exclude(pk=one.pk).order_by("pk")[0]
    Likeness.objects.get_or_create(
        first=min(elder, one, key=lambda two: two.pk),
        second=max(elder, one, key=lambda two: two.pk),
        defaults={"score": 0.4, "found_at": now, "decided_for": one},
    )


def _below(one: Organisation, person: Person) -> None:
    now = timezone.now()
    theirs = f"{one.pk}.{person.pk}"
    for scope in (one.scope, f"claim:{theirs}", f"check:{one.pk}", f"handover:{theirs}"):
        file(scope, person, 100 + one.pk)
    WebhookEndpoint.objects.create(
        scope=one.scope, person=person, url="https://e.org", secret="s", made_at=now
    )
    IncomingSms.objects.create(
        provider_id=uuid4().hex, number="+8613800138000", text="?", scope=one.scope, outcome="kept", at=now
    )
    JoinCode.objects.create(digest=uuid4().hex, scope=one.scope, issued_at=now, expires_at=now)
    drafts.save(person, f"organisation:{one.pk}:phone", {"typed": {"answer": ["138"]}})
    drafts.save(person, f"propose:{one.pk}:email", {"note": "It bounces."})


def file(scope: str, person: Any, size: int) -> File:
    usage, _made = Usage.objects.get_or_create(scope=scope)
    Usage.objects.filter(pk=usage.pk).update(bytes=usage.bytes + size)
    return File.objects.create(
        scope=scope, kind=File.IMAGE, purpose="logo", visibility=File.PRIVATE, name="a.jpg", content_type="image/jpeg",
        path=uuid4().hex, bytes=size, sha256=uuid4().hex * 2, created_by=person,
    )  # fmt: skip


POSSIBLE = {
    "phone": ["13800138000", "13900139000", "0778-2260217", None],
    "email": ["a@example.org", "b@example.org", None],
    "name_en": ["Ants", "Mountain Ants"],
    "causes": [["education"], ["health", "education"], []],
    "founded": [2001, 2009],
    "staff": [0, 2, 7],
    "division": ["451200", "420600", "110101"],
    "sensitivity": ["normal", "sensitive", "hidden"],
    "legal_status": ["registered_association", "unregistered"],
}
SOURCES = [OWNER, LIST, Source("staff"), Source("paper")]


def scribble(rng: random.Random, one: Organisation, people: Iterable[Any]) -> None:
    """A random history of a random record."""
    people = list(people)
    for person in rng.sample(people, rng.randint(0, len(people))):
        role = rng.choice([Membership.OWNER, Membership.EDITOR, Membership.VIEWER])
        Membership.objects.create(
            organisation=one, person=person, role=role, answers=rng.random() < 0.5, since=timezone.now()
        )
        if rng.random() < 0.3:
            drafts.save(person, f"organisation:{one.pk}:phone", {"typed": rng.random()})
    for _turn in range(rng.randint(0, 6)):
        fields = rng.sample(list(POSSIBLE), rng.randint(1, 4))
        said = {key: rng.choice(POSSIBLE[key]) for key in fields}
        services.assert_facts(SYSTEM, one, said, source=rng.choice(SOURCES))
    for person in people:
        if rng.random() < 0.4:
            Claim.objects.create(organisation=one, person=person, proof="staff", made_at=timezone.now())
        if rng.random() < 0.4:
            file(rng.choice([one.scope, f"claim:{one.pk}.{person.pk}"]), person, rng.randint(1, 500))
    for _turn in range(rng.randint(0, 2)):
        WebhookEndpoint.objects.create(
            scope=one.scope,
            person=rng.choice(people),
            url="https://e.org",
            secret="s",
            made_at=timezone.now(),
        )
    if rng.random() < 0.5:
        Verification.objects.create(organisation=one, how=Verification.VISIT, made_at=timezone.now())
    if rng.random() < 0.5:
        made = Partner.objects.create(organisation=one, since=timezone.now())
        for code in rng.sample(["450000", "420000", "110000"], rng.randint(0, 3)):
            Remit.objects.create(partner=made, country="CN", division=code)
    if rng.random() < 0.5:
        now, last = timezone.now(), date(2099, 1, 1)
        Organisation.objects.filter(pk=one.pk).update(claimed_at=now, verified_until=last)
        Verification.objects.create(
            organisation=one, how=Verification.VISIT, state=Verification.VALID, made_at=now, until=last
        )
