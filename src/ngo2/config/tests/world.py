"""The world in which every route is tried: the cast signed in, and one thing of every kind, for two owners."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from ngo2.accounts.models import Identity, Person
from ngo2.accounts.services import issue_join_code, make_token
from ngo2.accounts.tests.device import Device
from ngo2.conftest import PersonClient
from ngo2.kernel.files.models import File
from ngo2.kernel.jobs.tests import work
from ngo2.kernel.journal.models import Delivery, Entry
from ngo2.kernel.journal.services import record
from ngo2.kernel.notify import links
from ngo2.kernel.notify.models import Message
from ngo2.kernel.notify.services import add_webhook
from ngo2.kernel.ui import drafts
from ngo2.lib.actors import SYSTEM, person_actor
from ngo2.organisations import codes, services
from ngo2.organisations.models import Assertion, Claim, Import, Membership, Organisation
from ngo2.organisations.services import imports
from ngo2.organisations.services.claims import document_scope
from ngo2.organisations.sources import PROPOSAL, Source

LIST = Source("import", "Hubei 2020", "https://example.org/list")
ROLES = ("anonymous", "alice", "bob", "charlie", "dana", "erin", "suspended")


@dataclass
class Things:
    """One thing of every kind that belongs to `owner` or to their organisation."""

    owner: Any
    organisation: Organisation
    made: dict[str, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["made"][name]
        except KeyError:
            raise AttributeError(name) from None


@dataclass
class World:
    cast: dict[str, Any]
    sessions: dict[str, str]
    alices: Things
    erins: Things

    def client(self, role: str, **options: Any) -> Client:
        """A browser of that person as it was when the world was made; nobody's for `anonymous`."""
        client = Client(raise_request_exception=False, **options)
        if role in self.sessions:
            client.cookies["sid"] = self.sessions[role]
        return client

    @contextmanager
    def undone(self) -> Iterator[None]:
        """What happens inside is taken back, so that everybody meets the same world."""
        with transaction.atomic():
            yield
            transaction.set_rollback(True)


def build_world(cast: dict[str, Any]) -> World:
    """Alice's group with Bob as editor, Erin's company, Charlie's own group, and what waits about them."""
    for name, person in cast.items():
        for mark in "ab":
            Identity.objects.create(
                person=person, kind="email", value=f"{name}-{mark}@example.org", verified_at=timezone.now()
            )
    alice, bob, charlie, erin = (cast[name] for name in ("alice", "bob", "charlie", "erin"))
    group = _organisation(
        "山蚁乡村教育小组", "alices@example.org", {alice: Membership.OWNER, bob: Membership.EDITOR}
    )
    company = _organisation("长河印刷有限公司", "erins@example.org", {erin: Membership.OWNER})
    _organisation("河边读书会", "charlies@example.org", {charlie: Membership.OWNER})
    world = World(
        cast,
        {name: _sign_in(person) for name, person in cast.items()},
        Things(alice, group),
        Things(erin, company),
    )
    for person in cast.values():
        drafts.save(person, "organisations:new", {"name_zh": "新的小组"})
    for things in (world.alices, world.erins):
        things.made = {**_own(things), **_about(things, cast), **_house(things, cast["dana"])}
    return world


def _sign_in(person: Any) -> str:
    client = PersonClient()
    client.force_login(person)
    return client.cookies["sid"].value


def _organisation(name: str, email: str, members: dict[Any, str]) -> Organisation:
    facts = {
        "name_zh": name,
        "kind": "grassroots_ngo",
        "division": "451200",
        "email": email,
        "phone": "13800138000",
    }
    rows = [services.NewOrganisation(facts, email)]
    made = services.create_organisations(SYSTEM, rows, source=LIST, dataset="matrix")[0].organisation
    now = timezone.now()
    for person, role in members.items():
        Membership.objects.create(organisation=made, person=person, role=role, since=now)
    if members:
        Organisation.objects.filter(pk=made.pk).update(claimed_at=now)
    made.refresh_from_db()
    return made


def _own(things: Things) -> dict[str, Any]:
    """What belongs to the person: two ways to sign in, a passkey, a session elsewhere."""
    owner, now = things.owner, timezone.now()
    elsewhere = SessionStore()
    elsewhere.create()
    return {
        "identity": Identity.objects.filter(person=owner).earliest("pk"),
        "passkey": Authenticator.objects.create(user=owner, type="webauthn", data=_passkey()),
        "session": UserSession.objects.create(
            user=owner, session_key=elsewhere.session_key, ip="127.0.0.1", user_agent="", last_seen_at=now
        ),
        "token": make_token(person_actor(owner), owner, name="Website")[0],
        "own_file": _file(f"person:{owner.pk}", owner, File.PRIVATE),
    }


def _passkey() -> dict[str, Any]:
    asked = {"user": {"id": "MQ"}, "rp": {"id": "localhost"}, "challenge": "MQ"}
    return {"name": "phone", "credential": json.loads(Device().create(json.dumps({"publicKey": asked})))}


def _about(things: Things, cast: dict[str, Any]) -> dict[str, Any]:
    """What belongs to the organisation: files, an invitation, a proposal, a member to be changed."""
    organisation, owner = things.organisation, person_actor(things.owner)
    invitation, code = services.make_invitation(owner, organisation, role=Membership.VIEWER)
    services.assert_facts(
        person_actor(cast["charlie"]),
        organisation,
        {"phone": "13900139000"},
        source=PROPOSAL,
        note="It rings here.",
    )
    helper = Person.objects.create(name="A helper")
    letter = _file(document_scope(organisation.pk, things.owner.pk), things.owner, File.PRIVATE)
    return {
        "private_file": _file(organisation.scope, things.owner, File.PRIVATE),
        "public_image": _file(organisation.scope, things.owner, File.PUBLIC),
        "claim_file": letter,
        "webhook": add_webhook(owner, organisation.scope, url="https://example.org/hook")[0],
        "invitation": invitation,
        "invitation_code": code,
        "proposal": Assertion.objects.get(organisation=organisation, state=Assertion.WAITING),
        "membership": Membership.objects.create(
            organisation=organisation, person=helper, role=Membership.VIEWER, since=timezone.now()
        ),
        **_claims(things),
    }


def _claims(things: Things) -> dict[str, Any]:
    """Two unclaimed records that the owner asked to run: one waits for the team, one for the code 123456."""
    first, second = (
        _organisation(
            f"待认领{things.organisation.pk}{mark}", f"{mark}{things.organisation.pk}@example.org", {}
        )
        for mark in "ab"
    )
    by_code = Claim.objects.create(
        organisation=second,
        person=things.owner,
        proof=Claim.CODE,
        address_kind="email",
        made_at=timezone.now(),
    )
    digest, until = codes.digest("123456", f"claim.{by_code.pk}"), timezone.now() + timedelta(minutes=15)
    Claim.objects.filter(pk=by_code.pk).update(code_digest=digest, code_until=until)
    waiting = services.claim_by_staff(person_actor(things.owner), first, note="Ask the county office.")
    return {"claim": waiting, "unclaimed": second}


def _house(things: Things, dana: Any) -> dict[str, Any]:
    """What the platform team looks after: a code on paper, a message and an entry that are stuck, a failed job."""
    now = timezone.now()
    join_code, code = issue_join_code(person_actor(dana), person=things.owner)
    entry = record(
        SYSTEM, "organisations.facts.changed", things.organisation, scope=things.organisation.scope
    )
    message = Message.objects.create(
        entry=entry, type="test", channel="email", person=things.owner, language="zh-hans", subject="s", body="b",
        dedupe=uuid4().hex, state=Message.DEAD, due=now, error="550 no such mailbox",
    )  # fmt: skip
    work.wrong.enqueue()
    job = DBTaskResult.objects.filter(status="READY").latest("enqueued_at")
    DBTaskResult.objects.filter(pk=job.pk).update(status="FAILED", finished_at=now, traceback="ValueError: 7")
    return {
        "join_code": join_code,
        "join_words": code,
        "message": message,
        "stop_link": links.token(message),
        "delivery": Delivery.objects.create(
            entry=Entry.objects.get(pk=entry.pk),
            handler="test",
            state=Delivery.DEAD,
            due=now + timedelta(days=1),
        ),
        "job": job,
        "batch": _batch(things, dana),
    }


def _batch(things: Things, dana: Any) -> Import:
    """A list that waits for a yes, with one new line."""
    number = things.organisation.pk  # as many blank lines, so that no two lists have the same line
    file = BytesIO(f"名称,市\n{chr(10) * number}列表里的小组{number},宜昌市\n".encode())
    batch = imports.start_import(
        person_actor(dana), file=file, size=len(file.getvalue()), file_name="list.csv", dataset="matrix list"
    )
    imports.set_columns(person_actor(dana), batch, batch.columns)
    imports.check_rows(batch.pk)
    return batch


def _file(scope: str, owner: Any, visibility: str) -> File:
    path = f"test/{uuid4().hex}"
    default_storage.save(path, ContentFile(b"bytes"))
    return File.objects.create(
        scope=scope, kind=File.IMAGE, purpose="logo", visibility=visibility, name="a.jpg", content_type="image/jpeg",
        path=path, bytes=5, sha256=uuid4().hex * 2, width=200, height=100, created_by=owner,
    )  # fmt: skip
