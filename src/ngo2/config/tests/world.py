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
from ngo2.conversations.queries import talk_of
from ngo2.conversations.services import ask_look, open_conversation, write_message
from ngo2.exchange.filters import Filters
from ngo2.exchange.models import (
    Acknowledgement,
    Certificate,
    Confirmation,
    Introduction,
    Line,
    Milestone,
    Plan,
    Post,
    Project,
    Proposal,
    Service,
    Story,
    StoryConsent,
    Volunteer,
)
from ngo2.exchange.services import searches
from ngo2.kernel.files.models import File
from ngo2.kernel.jobs.tests import work
from ngo2.kernel.journal.models import Delivery, Entry
from ngo2.kernel.journal.services import record
from ngo2.kernel.notify import links
from ngo2.kernel.notify.models import IncomingSms, Message
from ngo2.kernel.notify.reach import address_digest
from ngo2.kernel.notify.services import add_webhook
from ngo2.kernel.ui import drafts
from ngo2.lib.actors import SYSTEM, Actor, person_actor
from ngo2.organisations import codes, follow_links, freshness, handover_links, services
from ngo2.organisations.following import area
from ngo2.organisations.models import (
    Asking,
    Assertion,
    Claim,
    Handover,
    Import,
    Likeness,
    Membership,
    Merge,
    Organisation,
    Subscription,
    Vouch,
)
from ngo2.organisations.services import askings, checks, follows, handovers, imports, merging, paper
from ngo2.organisations.services.claims import document_scope
from ngo2.organisations.sources import PROPOSAL, Source
from ngo2.questionnaires.services import begin_response, make_form, receive
from ngo2.questionnaires.services.devices import make_device
from ngo2.questionnaires.services.drafting import attach
from ngo2.questionnaires.tests import scenes
from ngo2.questionnaires.xlsform.sheets import form_of
from ngo2.surveys import services as survey_services
from ngo2.surveys.models import Researcher, Survey

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
        things.made = {
            **_own(things),
            **_about(things, cast),
            **_house(things, cast["dana"]),
            **_surveys(things),
        }
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
        "likeness": _likeness(things),
        "proposal": Assertion.objects.get(organisation=organisation, state=Assertion.WAITING),
        "held": _held(things),
        "membership": Membership.objects.create(
            organisation=organisation, person=helper, role=Membership.VIEWER, since=timezone.now()
        ),
        **_claims(things),
        **_askings(things),
        **_trust(things, helper),
        **_paper(things, cast["dana"]),
        **_follows(things),
        **_partner(things, cast),
        **_exchange(things, helper),
    }


def _exchange(things: Things, helper: Any) -> dict[str, Any]:
    """A need that stands open, and somebody who answered it."""
    made = _post(things)
    asked = Introduction.objects.create(
        post=made,
        person=helper,
        words="We have sixty books.",
        asked_at=timezone.now(),
        answer_by=timezone.localdate() + timedelta(days=7),
    )
    Post.objects.filter(pk=made.pk).update(waiting=1)
    saved = searches.save_search(person_actor(things.owner), "offer", Filters(kind="material"))
    return {
        "post": made,
        "introduction": asked,
        "saved_search": saved,
        "stop_search_link": searches.stop_token(saved.pk),
        **_plan(things, made),
        **_story(made, helper),
        **_project(things),
        **_talk(asked, things.owner, helper),
        **_helped(things, helper),
        **_received(things, helper),
    }


def _talk(asked: Introduction, owner: Any, helper: Any) -> dict[str, Any]:
    """Both sides write to each other; another conversation of theirs waits for the team to look."""
    conversation = open_conversation(asked.scope)
    talk = talk_of(conversation.pk)
    assert talk is not None
    write_message(person_actor(helper), talk, text="When can we come?")
    second = Introduction.objects.create(
        post=asked.post,
        organisation=None,
        person=Person.objects.create(name="Somebody else"),
        words="We have ten more.",
        asked_at=timezone.now(),
        answer_by=asked.answer_by,
    )
    looked_at = open_conversation(second.scope)
    talk = talk_of(looked_at.pk)
    assert talk is not None
    write_message(person_actor(owner), talk, text="Who are you?")
    ask_look(person_actor(owner), talk, reason="They do not answer.")
    sent = _file(conversation.files_scope, helper, File.PRIVATE)
    return {"conversation": conversation, "looked_at": looked_at, "sent_along": sent}


def _plan(things: Things, need: Post) -> dict[str, Any]:
    """A draft of the team, and what an earlier plan proposed: an offer of nobody here to this need."""
    now = timezone.now()
    times = {"made_at": now, "changed_at": now}
    giver = _organisation(f"捐赠方{things.organisation.pk}", f"giver{things.organisation.pk}@example.org", {})
    offer = _post(Things(things.owner, giver))
    Post.objects.filter(pk=offer.pk).update(side="offer")
    draft = Plan.objects.create(subkind="books", unit="copy", **times)
    sent = Plan.objects.create(subkind="books", unit="copy", state=Plan.APPROVED, **times)
    proposal = Proposal.objects.create(
        plan=sent, need=need, offer=offer, made_at=now, answer_by=timezone.localdate() + timedelta(days=7)
    )
    return {"plan": draft, "plan_proposal": proposal}


def _story(need: Post, helper: Any) -> dict[str, Any]:
    """Something arrived, and everybody may read of it."""
    now = timezone.now()
    delivered = Introduction.objects.create(
        post=need,
        person=helper,
        state=Introduction.DONE,
        words="Ten of ours.",
        asked_at=now,
        ended_at=now,
        answer_by=timezone.localdate(),
    )
    story = Story.objects.create(introduction=delivered, state=Story.PUBLIC, published_at=now)
    photo = _file(delivered.scope, helper, File.PRIVATE).pk
    for side in Confirmation.SIDES:
        Confirmation.objects.create(introduction=delivered, side=side, sentence="It is here.", at=now)
        StoryConsent.objects.create(
            story=story, side=side, version="1", said_yes=True, sentence="It is here.", photo=photo, at=now
        )
    return {"delivered": delivered, "story": story}


def _helped(things: Things, helper: Any) -> dict[str, Any]:
    """Somebody helps in their own name; a day of it is recorded and vouched for."""
    now, made = timezone.now(), _post(things, kind="human", subkind="teaching")
    help_ = Introduction.objects.create(
        post=made,
        person=helper,
        state=Introduction.AGREED,
        words="I can teach.",
        asked_at=now,
        agreed_at=now,
        answer_by=timezone.localdate(),
    )
    volunteer = Volunteer.objects.create(introduction=help_, person=helper, name="王晓兰", last_at=now)
    day = timezone.localdate()
    service = Service.objects.create(
        volunteer=volunteer, day=day, halves=5, what="Taught reading", recorded_at=now
    )
    certificate = Certificate.objects.create(
        volunteer=volunteer,
        rows=[[day.isoformat(), 5, "Taught reading"]],
        halves=5,
        with_name=True,
        issued_at=now,
    )
    return {"help": help_, "volunteer": volunteer, "service": service, "certificate": certificate}


def _received(things: Things, helper: Any) -> dict[str, Any]:
    """Books that arrived, and the paper about it."""
    now = timezone.now()
    done = Introduction.objects.create(
        post=_post(things),
        person=helper,
        state=Introduction.DONE,
        words="Sixty books.",
        asked_at=now,
        agreed_at=now,
        answer_by=timezone.localdate(),
    )
    Acknowledgement.objects.create(
        introduction=done, wish="named", handler="李四", received_on=timezone.localdate(), written_at=now
    )
    return {"received": done}


def _project(things: Things) -> dict[str, Any]:
    """One that nobody has joined yet, with a first milestone."""
    post, now = _post(things, kind="project", subkind="joint", title="一起办夜校"), timezone.now()
    project = Project.objects.create(post=post, aim="六十个孩子会用电脑。", partners=2)
    milestone = Milestone.objects.create(
        project=project,
        what="第一次活动",
        by_day=timezone.localdate() + timedelta(days=20),
        responsible=things.organisation,
        made_at=now,
        changed_at=now,
    )
    return {"project": post, "milestone": milestone}


def _post(things: Things, **changes: Any) -> Post:
    """A need that stands open."""
    now = timezone.now()
    said: dict[str, Any] = {
        "organisation": things.organisation,
        "person": things.owner,
        "side": "need",
        "kind": "material",
        "subkind": "books",
        "title": "需要图书",
        "text": "需要图书，给孩子们。",
        "reach": "country",
        "country": "CN",
        "until_day": timezone.localdate() + timedelta(days=30),
        "made_at": now,
        "changed_at": now,
    }
    made = Post.objects.create(**said | changes)
    Line.objects.create(post=made, place=0, item="图书", quantity=60, unit="copy")
    return made


def _askings(things: Things) -> dict[str, Any]:
    """A letter whose link is good, one that is too old, and a badge."""
    now, organisation = timezone.now(), things.organisation
    mailbox = things.owner.identities.latest("verified_at").value
    asked: dict[str, Any] = {
        "organisation": organisation,
        "person": things.owner,
        "kind": Asking.LETTER,
        "channel": "email",
        "address_digest": address_digest(mailbox),
        "fields": ["email"],
        "revision": freshness.revision(organisation.facts, ["email"]),
        "made_at": now,
    }
    old = Asking.objects.create(**asked, until=now - timedelta(days=1))
    return {
        "link": askings.token(Asking.objects.create(**asked, until=now + timedelta(days=1))),
        "old_link": askings.token(old),
        "badge": askings.make_badge(person_actor(things.owner), organisation),
    }


def _paper(things: Things, dana: Any) -> dict[str, Any]:
    sheet = paper.issue_form(person_actor(things.owner), things.organisation)
    return {"sheet": sheet, "papers": paper.issue_forms(person_actor(dana), [things.organisation])}


def _follows(things: Things) -> dict[str, Any]:
    """What the owner follows signed in, and what an address asked for and did not confirm yet."""
    wanted = area("CN", "451200")
    one = follows.follow(person_actor(things.owner), wanted)
    asked = Subscription.objects.create(
        email=f"asked{one.pk}@example.org", language="zh-hans", made_at=timezone.now(), **wanted.columns
    )
    return {
        "followed": one,
        "confirm_link": follow_links.token(asked.pk, follow_links.CONFIRM),
        "stop_follow_link": follow_links.token(one.pk, follow_links.STOP),
    }


def _likeness(things: Things) -> Likeness:
    """The owner's record, and one that may be the same."""
    other = _organisation(things.organisation.name, f"other{things.organisation.pk}@example.org", {})
    return Likeness.objects.create(
        first=things.organisation, second=other, score=0.9, why=[["name", ""]], found_at=timezone.now()
    )


def _held(things: Things) -> Assertion:
    """A change of the owner that waits for a look."""
    services.assert_facts(person_actor(things.owner), things.organisation, {"name_zh": "别的名字"})
    return things.organisation.assertions.get(state=Assertion.WAITING, field="name_zh")


def _partner(things: Things, cast: dict[str, Any]) -> dict[str, Any]:
    """A network of somebody else that looks after nothing any of the cast has, and a claim that it declined."""
    helper = Person.objects.create(name="Of a network")
    number = things.organisation.pk
    network = _organisation(f"网络{number}", f"n{number}@example.org", {helper: Membership.EDITOR})
    services.make_partner(person_actor(cast["dana"]), network)
    asked = _organisation(f"已定{number}", f"d{number}@example.org", {})
    decided = Claim.objects.create(
        organisation=asked,
        person=helper,
        proof=Claim.STAFF,
        state=Claim.DECLINED,
        decided_for=network,
        decided_at=timezone.now(),
        made_at=timezone.now(),
    )
    services.assert_facts(person_actor(cast["charlie"]), asked, {"phone": "13900139000"}, source=PROPOSAL)
    return {"network": network, "decided": decided, "orphan": asked}


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


def _trust(things: Things, helper: Any) -> dict[str, Any]:
    """A check that waits, a word for it and one of it, somebody who asks for it, and a record whose week runs."""
    organisation, now = things.organisation, timezone.now()
    number = organisation.pk
    peer, left, cooling = (
        _organisation(f"{name}{number}", f"{mark}{number}@example.org", {helper: Membership.OWNER})
        for mark, name in (("p", "邻居"), ("l", "无人"), ("c", "等待"))
    )
    Organisation.objects.filter(pk=peer.pk).update(verified_until=now.date() + timedelta(days=99))
    asker = Person.objects.create(name="Somebody who asks")
    told = {"role": "Coordinator", "reason": "She moved away."}
    handover = handovers.ask_handover(person_actor(asker), organisation, **told)
    week = handovers.ask_handover(person_actor(asker), cooling, **told)
    Handover.objects.filter(pk=week.pk).update(state=Handover.COOLING, cooling_until=now + timedelta(days=7))
    words = {"note": "We know them well.", "at": now}
    return {
        "check": checks.ask_check(person_actor(things.owner), organisation, how="visit", note="Call us."),
        "check_file": _file(checks.document_scope(number), things.owner, File.PRIVATE),
        "vouch": Vouch.objects.create(organisation=organisation, by=peer, **words),
        "given_vouch": Vouch.objects.create(organisation=peer, by=organisation, **words),
        "left": left,
        "handover": handover,
        "voice_link": handover_links.voice_token(handover.pk),
        "handover_stop_link": handover_links.stop_token(week.pk),
    }


def released() -> dict[str, Any]:
    """What stands in a release of anonymised answers, with one file."""
    place = default_storage.save("microdata/world/answers.csv", ContentFile(b"website\n"))
    report = {
        "before": {"alone": 0, "at_risk": 0},
        "banded": [],
        "coded": [],
        "blanks": [],
        "dropped": 0,
        "k": 5,
    }
    file = {"name": "answers.csv", "stored": place, "bytes": 8, "sha256": "0" * 64}
    return {"published": ["website"], "known": [], "report": report, "files": [file]}


def _surveys(things: Things) -> dict[str, Any]:
    """A survey that the owner runs, asked of their organisation: begun by one link, and answered by another."""
    now = timezone.now()
    survey = Survey.objects.create(
        title_en="How NGOs use the Internet", consent_en="Who asks, and what for. " * 3, made_at=now
    )
    survey.researchers.create(person=things.owner, since=now)
    edition = scenes.edition(
        survey.scope, key=f"internet-{survey.pk}", facts={"name": "name_zh"}, by=things.owner
    )
    edition.form.sheets = form_of(survey=[{"type": "text", "name": "called", "label": "Name"}]).to_json()
    edition.form.save(update_fields=["sheets"])
    picture = {"name": "map.png", "content": b"PNG", "content_type": "image/png", "digest": "0" * 32}
    edition.form.media.create(**picture, kept_at=now)
    edition.media, edition.sheets = {"map.png": "0" * 32}, edition.form.sheets
    edition.save(update_fields=["media", "sheets"])
    wave = survey.waves.create(number=1, edition=edition, opens_at=now, opened_at=now, is_open_to_all=True)
    planned = survey.waves.create(number=2, edition=edition)
    over = survey.waves.create(number=3, edition=edition, opens_at=now, opened_at=now, closed_at=now)
    release = over.releases.create(number=1, k=5, licence="CC BY 4.0", rows=0, at=now, **released())
    made: dict[str, Any] = {"survey": survey, "form": edition.form, "edition": edition, "wave": wave}
    tokens = []
    for number, organisation in enumerate((things.organisation, None), start=1):
        respondent = survey.respondents.create(number=number, organisation=organisation)
        invitation = wave.invitations.create(respondent=respondent, invited_at=now)
        document, ident = scenes.document(edition, name="山蚁", staff="3")
        begun = begin_response(
            SYSTEM,
            edition,
            document=document,
            instance_id=ident,
            asked=invitation.scope,
            organisation=organisation,
        )
        tokens.append(begun.token)
        if "asked" not in made:
            photo = ContentFile(b"\xff\xd8 bytes", name="photo.jpg")
            link = Actor("link", begun.response.files_scope)
            made["begun_file"] = attach(link, begun.response, photo)
        made["answered" if "asked" in made else "asked"] = invitation
    receive(SYSTEM, edition, document=document, way="page")
    invitation.outcome, invitation.response = "received", begun.response
    invitation.save()
    printed = record(
        SYSTEM, "surveys.letters.printed", wave, scope=survey.scope, data={"letters": [made["asked"].pk]}
    )
    phone = make_device(person_actor(things.owner), edition.form, label="Phone of a workshop")
    made |= {"letters": printed, "collect_link": phone.link}
    report = survey_services.make_report(SYSTEM, survey, wave=wave, title_en="How it went")
    survey_services.add_block(SYSTEM, report, "text", {"en": "Well."})
    survey_services.add_block(SYSTEM, report, "table", {"question": "staff"})
    published = survey_services.publish_report(SYSTEM, report)
    published.version = survey.pk  # another number for each owner, so that theirs can be mixed up
    published.save()
    made["report"], made["publication"] = report, published
    made |= {"over": over, "release": release}
    return made | {"planned": planned, "begun_link": tokens[0], "answered_link": tokens[1]}


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
        "incoming": IncomingSms.objects.create(
            provider_id=uuid4().hex, number="+8613800138000", text="?", outcome="kept", at=now
        ),
        "batch": _batch(things, dana),
        "merge": _merge(things, dana),
        **_devices(things),
    }


def _devices(things: Things) -> dict[str, Any]:
    """A survey that the owner runs, its form, and a device that answers it."""
    owner, now = things.owner, timezone.now()
    survey = Survey.objects.create(title_zh="走访", consent_en="For the report.", made_by=owner, made_at=now)
    Researcher.objects.create(survey=survey, person=owner, since=now)
    form = make_form(person_actor(owner), survey.scope, title="走访问卷")
    return {"device_form": form, "device": make_device(person_actor(owner), form, label="Phone").device}


def _merge(things: Things, dana: Any) -> Merge:
    """Two records that were joined, and can still be parted."""
    number = things.organisation.pk
    kept, gone = (
        _organisation(f"重复{number}{mark}", f"{mark}{number}@example.org", {}) for mark in ("one", "two")
    )
    seen = merging.preview_merge(person_actor(dana), kept, gone)
    choices = {one.field: one.likely for one in seen.conflicts}
    return merging.merge_records(person_actor(dana), kept, gone, choices=choices, seen=seen.seen, sure=True)


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
