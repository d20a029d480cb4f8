"""Partners decide in their part, in their name, and nowhere else; the team may overrule."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from PIL import Image

from ngo2.kernel.files.models import File
from ngo2.kernel.journal.models import Entry
from ngo2.kernel.notify.types import types
from ngo2.kernel.queue.kinds import kinds
from ngo2.kernel.queue.queries import today_of
from ngo2.lib.actors import person_actor
from ngo2.lib.permissions import may
from ngo2.lib.refusals import Denied, Hidden, Refused
from ngo2.lib.tests.racing import race
from ngo2.organisations import remits
from ngo2.organisations.models import (
    Assertion,
    Claim,
    Handover,
    Likeness,
    Membership,
    Merge,
    Organisation,
    Partner,
    Verification,
)
from ngo2.organisations.services import (
    add_remit,
    assert_facts,
    claim_by_document,
    claim_by_staff,
    decide_claim,
    decide_proposal,
    end_partner,
    make_partner,
    overrule_claim,
    overrule_fact,
    propose_fact,
    remove_remit,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
GUANGXI, HUBEI = "450000", "420000"


def at(name, *ids):
    return reverse(f"organisations:{name}", args=[getattr(one, "pk", one) for one in ids])


def value(record, field):
    record.refresh_from_db()
    return (record.facts.get(field) or {}).get("v")


def owners(record):
    return [one.person.name for one in record.memberships.filter(role="owner").select_related("person")]


@pytest.fixture
def network(imported, member, erin):
    """Erin's network in Wuhan looks after Guangxi."""
    made = imported(name_zh="西部支持网络", division="420100", phone="027-88888888")
    member(erin, made)
    Organisation.objects.filter(pk=made.pk).update(claimed_at=timezone.now())
    return made


@pytest.fixture
def partner(network, dana):
    made = make_partner(person_actor(dana), network)
    add_remit(person_actor(dana), made, country="CN", division=GUANGXI)
    return made


@pytest.fixture
def here(imported):
    """Unclaimed, in Hechi in Guangxi."""
    return imported(name_zh="河池读书会", division="451200", phone="0778-2260218")


@pytest.fixture
def elsewhere(imported):
    return imported(name_zh="宜昌读书会", division="420500", phone="0717-2260218", causes=["education"])


def titles(person):
    return [line.item.title for line in today_of(person).lines]


def test_a_partner_sees_its_part_only(partner, here, elsewhere, group, alice, charlie, erin, dana):
    for record in (here, elsewhere):
        claim_by_staff(person_actor(charlie), record, note="Me.")
        propose_fact(person_actor(charlie), record, field="staff", value=3)
    assert_facts(person_actor(alice), group, {"name_zh": "山蚁夜校"})
    assert sorted(titles(erin)) == [
        "1 correction of “河池读书会”",
        "Charlie wants to run “河池读书会”",
        "“山蚁乡村教育小组” changes: Chinese name",
    ]
    assert len(titles(dana)) == 5


def test_a_cause_is_a_part_too(network, elsewhere, here, charlie, erin, dana):
    made = make_partner(person_actor(dana), network)
    add_remit(person_actor(dana), made, cause="education")
    for record in (here, elsewhere):
        claim_by_staff(person_actor(charlie), record, note="Me.")
    assert titles(erin) == ["Charlie wants to run “宜昌读书会”"]


def test_each_decision_names_the_partner(client, partner, here, network, charlie, erin):
    claim = claim_by_staff(person_actor(charlie), here, note="Me.")
    client.force_login(erin)
    assert "You decide for “西部支持网络”" in client.get(at("decide_claim", claim)).content.decode()
    client.post(at("decide_claim", claim), {"do": "accept"})
    claim.refresh_from_db()
    assert (claim.state, claim.decided_by, claim.decided_for) == ("approved", erin, network)
    entry = Entry.objects.get(verb="organisations.claim.approved")
    assert entry.data["partner"] == network.pk
    words = types["organisations.claim_approved"].context(entry)["answer"]
    assert words == "Decided by “西部支持网络” for NGO 2.0."
    assert "for “西部支持网络”" in client.get(at("decide_claim", claim)).content.decode()


def test_proposals_and_held_changes_name_it_too(partner, here, group, network, alice, charlie, erin):
    propose_fact(person_actor(charlie), here, field="staff", value=3)
    assert_facts(person_actor(alice), group, {"name_zh": "山蚁夜校"})
    for record, verb in ((here, "proposal"), (group, "held")):
        waiting = record.assertions.get(state=Assertion.WAITING)
        decide_proposal(person_actor(erin), waiting, accept=True)
        assert (waiting.decided_for, waiting.decided_by) == (network, erin)
        entry = Entry.objects.latest("pk")
        assert (entry.verb, entry.data["partner"]) == (f"organisations.{verb}.accepted", network.pk)
    assert (value(here, "staff"), value(group, "name_zh")) == (3, "山蚁夜校")
    assert here.facts["staff"]["label"] == "西部支持网络"


def test_a_partner_outside_its_area_finds_nothing(client, partner, elsewhere, charlie, erin, alice, member):
    claim = claim_by_staff(person_actor(charlie), elsewhere, note="Me.")
    propose_fact(person_actor(charlie), elsewhere, field="staff", value=3)
    proposal = elsewhere.assertions.get(state=Assertion.WAITING)
    for attempt in (
        lambda: decide_claim(person_actor(erin), claim, accept=True),
        lambda: decide_proposal(person_actor(erin), proposal, accept=True),
    ):
        with pytest.raises(Hidden):
            attempt()
    client.force_login(erin)
    kind = {"kind": "organisations.claims", "key": claim.pk, "do": "approve"}
    got = {
        "claim": client.get(at("decide_claim", claim)).status_code,
        "claim post": client.post(at("decide_claim", claim), {"do": "accept"}).status_code,
        "proposals": client.get(at("proposals", elsewhere)).status_code,
        "decide": client.post(at("decide_proposal", elsewhere, proposal), {"do": "take"}).status_code,
        "today": client.post(reverse("queue:do"), kind).status_code,
        "later": client.post(reverse("queue:later"), kind | {"until": "week"}).status_code,
        "give": client.post(reverse("queue:give"), kind | {"to": "me"}).status_code,
        "edit": client.get(at("edit", elsewhere)).status_code,
        "partners": client.get(at("partners")).status_code,
        "partner": client.get(at("partner", elsewhere)).status_code,
        "part": client.get(at("partner_part", elsewhere, "place")).status_code,
        "decisions": client.get(at("partner_decisions")).status_code,
        "overrule": client.post(at("overrule", "claim", claim.pk), {"answer": "x"}).status_code,
    }
    denied = {"partners", "decisions", "overrule"}  # the team's pages, as the house answers there
    assert got == {name: 403 if name in denied else 404 for name in got}
    claim.refresh_from_db()
    assert (claim.state, value(elsewhere, "staff")) == ("waiting", None)


def test_within_its_area_it_may_not_edit(client, partner, here, erin):
    client.force_login(erin)
    assert client.get(at("edit", here)).status_code == 404
    with pytest.raises(Hidden):
        assert_facts(person_actor(erin), here, {"staff": 3})


def test_never_about_itself_its_colleagues_or_what_they_run(
    partner, network, here, imported, member, erin, bob, dana
):
    add_remit(person_actor(dana), partner, country="CN", division=HUBEI)
    member(bob, network, Membership.VIEWER)
    theirs = imported(name_zh="鲍勃的小组", division="451200", staff=1)
    member(bob, theirs)
    Organisation.objects.filter(pk=theirs.pk).update(claimed_at=timezone.now())
    assert_facts(person_actor(bob), theirs, {"name_zh": "别的"})
    assert_facts(person_actor(erin), network, {"name_zh": "别的"})
    own = [claim_by_staff(person_actor(one), here, note="Me.") for one in (bob, erin)]
    assert titles(erin) == []
    for claim in own:
        with pytest.raises(Hidden):
            decide_claim(person_actor(erin), claim, accept=True)
    for record in (theirs, network):
        with pytest.raises((Hidden, Denied)):
            decide_proposal(person_actor(erin), record.assertions.get(state=Assertion.WAITING), accept=True)
    assert len(titles(dana)) == 4


def test_viewers_and_suspended_members_of_a_partner_decide_nothing(
    partner, network, here, charlie, bob, erin, member
):
    claim = claim_by_staff(person_actor(charlie), here, note="Me.")
    member(bob, network, Membership.VIEWER)
    Membership.objects.filter(person=erin).update(suspended_at=timezone.now())
    for person in (bob, erin):
        assert titles(person) == []
        with pytest.raises(Hidden):
            decide_claim(person_actor(person), claim, accept=True)


def test_when_it_ends_access_ends_at_once(client, partner, here, charlie, erin, dana):
    claim = claim_by_staff(person_actor(charlie), here, note="Me.")
    client.force_login(erin)
    assert client.get(at("decide_claim", claim)).status_code == 200
    end_partner(person_actor(dana), partner)
    assert client.get(at("decide_claim", claim)).status_code == 404
    assert titles(erin) == []
    with pytest.raises(Hidden):
        decide_claim(person_actor(erin), claim, accept=True)
    with pytest.raises(Refused, match="ended already"):
        end_partner(person_actor(dana), partner)
    with pytest.raises(Refused, match="ended already"):
        add_remit(person_actor(dana), partner, cause="education")


def test_the_paper_is_readable_while_the_claim_waits(partner, here, elsewhere, charlie, erin, alice, dana):
    file = io.BytesIO()
    Image.new("RGB", (64, 48), "#c43d2b").save(file, "JPEG")
    papers = {}
    for record in (here, elsewhere):
        upload = SimpleUploadedFile("licence.jpg", file.getvalue(), "image/jpeg")
        claim = claim_by_document(person_actor(charlie), record, upload=upload)
        papers[record.pk] = (claim, File.objects.get(pk=claim.document))
    reads = {pk: may(person_actor(erin), "files.read", paper) for pk, (_claim, paper) in papers.items()}
    assert reads == {here.pk: True, elsewhere.pk: False}
    assert not may(person_actor(alice), "files.read", papers[here.pk][1])
    decide_claim(person_actor(erin), papers[here.pk][0], accept=False, answer="Please send the other side.")
    assert not may(person_actor(erin), "files.read", papers[here.pk][1])
    assert may(person_actor(dana), "files.read", papers[here.pk][1])


def test_what_others_decided_is_no_longer_its_affair(client, partner, here, charlie, erin, dana):
    claim = claim_by_staff(person_actor(charlie), here, note="Me.")
    decide_claim(person_actor(dana), claim, accept=False, answer="No.")
    client.force_login(erin)
    assert client.get(at("decide_claim", claim)).status_code == 404


def test_only_the_team_makes_partners(network, here, alice, charlie, erin, dana):
    for person in (alice, charlie, erin):
        with pytest.raises(Hidden):
            make_partner(person_actor(person), network)
    with pytest.raises(Refused, match="Nobody runs this record"):
        make_partner(person_actor(dana), here)
    made = make_partner(person_actor(dana), network)
    for person in (alice, charlie, erin):
        with pytest.raises(Hidden):
            add_remit(person_actor(person), made, cause="education")
        with pytest.raises(Hidden):
            end_partner(person_actor(person), made)
    with pytest.raises(Refused, match="partner already"):
        make_partner(person_actor(dana), network)
    for wrong in ({}, {"country": "CN", "division": "999999"}, {"cause": "nonsense"}, {"country": "CN"}):
        with pytest.raises(Refused):
            add_remit(person_actor(dana), made, **wrong)
    first = add_remit(person_actor(dana), made, country="CN", division=GUANGXI)
    assert add_remit(person_actor(dana), made, country="CN", division=GUANGXI) == first
    remove_remit(person_actor(dana), first)
    assert made.remits.count() == 0


def test_staff_decide_as_staff_also_within_a_partner(partner, network, here, member, dana, charlie):
    member(dana, network)
    claim = claim_by_staff(person_actor(charlie), here, note="Me.")
    decide_claim(person_actor(dana), claim, accept=True)
    assert claim.decided_for is None


# Overruled


@pytest.fixture
def approved(partner, here, charlie, erin):
    claim = claim_by_staff(person_actor(charlie), here, note="Me.")
    return decide_claim(person_actor(erin), claim, accept=True)


def test_an_owner_whom_a_partner_let_in_can_be_taken_back(client, approved, here, network, charlie, dana):
    client.force_login(dana)
    assert "Charlie wants to run" in client.get(at("partner_decisions")).content.decode()
    text = client.post(at("overrule", "claim", approved.pk), {"answer": ""}).content.decode()
    assert "Say why" in text
    done = client.post(
        at("overrule", "claim", approved.pk), {"answer": "The office knows nobody of that name."}
    )
    assert done["Location"] == at("partner_decisions")
    approved.refresh_from_db()
    here.refresh_from_db()
    assert (approved.state, approved.decided_by, approved.decided_for) == ("declined", dana, None)
    assert (owners(here), here.claimed_at) == ([], None)
    entry = Entry.objects.latest("pk")
    assert (entry.verb, entry.data) == (
        "organisations.partner.overruled",
        {"partner": network.pk, "claim": approved.pk, "answer_digest": entry.data["answer_digest"]},
    )
    told = types["organisations.partner_overruled"]
    assert [str(one.person) for one in told.recipients(entry)] == ["Erin"]
    assert told.context(entry)["answer"] == "The office knows nobody of that name."
    declined = Entry.objects.filter(verb="organisations.claim.declined").latest("pk")
    assert [str(one.person) for one in types["organisations.claim_declined"].recipients(declined)] == [
        "Charlie"
    ]
    assert client.get(at("overrule", "claim", approved.pk)).status_code == 404
    claim_by_staff(person_actor(charlie), here, note="It is free again.")


def test_within_limits(approved, here, bob, dana, member):
    member(bob, here, Membership.EDITOR)
    with pytest.raises(Refused, match="More people") as refused:
        overrule_claim(person_actor(dana), approved, answer="No.")
    assert refused.value.code == "grown"
    Membership.objects.filter(person=bob).delete()
    Claim.objects.update(decided_at=timezone.now() - timedelta(days=31))
    approved.refresh_from_db()
    with pytest.raises(Refused, match="30 days"):
        overrule_claim(person_actor(dana), approved, answer="No.")


def test_a_declined_claim_can_be_given_after_all(partner, here, charlie, erin, dana):
    claim = claim_by_staff(person_actor(charlie), here, note="Me.")
    decide_claim(person_actor(erin), claim, accept=False, answer="No.")
    again = claim_by_staff(person_actor(charlie), here, note="Me again.")
    with pytest.raises(Refused, match="asked again"):
        overrule_claim(person_actor(dana), claim, answer="They are right.")
    Claim.objects.filter(pk=again.pk).update(state=Claim.CANCELLED)
    done = overrule_claim(person_actor(dana), claim, answer="They are right.")
    assert (done.state, done.decided_for, owners(here)) == ("approved", None, ["Charlie"])


@pytest.mark.parametrize("taken", [True, False])
def test_facts_are_turned_by_a_new_word_of_the_team(partner, group, alice, erin, dana, taken):
    assert_facts(person_actor(alice), group, {"name_zh": "山蚁夜校"})
    waiting = group.assertions.get(state=Assertion.WAITING)
    decide_proposal(person_actor(erin), waiting, accept=taken)
    overrule_fact(person_actor(dana), waiting, answer="The register says otherwise.")
    assert value(group, "name_zh") == ("山蚁乡村教育小组" if taken else "山蚁夜校")
    assert (waiting.state == Assertion.DECLINED, waiting.decided_for) == (taken, None)
    assert group.facts["name_zh"]["source"] == "staff"
    verb = "organisations.held.declined" if taken else "organisations.held.accepted"
    assert Entry.objects.filter(verb=verb).count() == 1
    with pytest.raises(Refused, match="overruled already"):
        overrule_fact(person_actor(dana), waiting, answer="Again.")


def test_what_moved_on_is_not_turned_back(partner, group, alice, erin, dana):
    assert_facts(person_actor(alice), group, {"name_zh": "山蚁夜校"})
    waiting = group.assertions.get(state=Assertion.WAITING)
    decide_proposal(person_actor(erin), waiting, accept=True)
    assert_facts(person_actor(alice), group, {"name_zh": "第三个名字"})
    third = group.assertions.get(state=Assertion.WAITING)
    decide_proposal(person_actor(dana), third, accept=True)
    with pytest.raises(Refused, match="something else by now"):
        overrule_fact(person_actor(dana), waiting, answer="No.")


def test_only_the_team_overrules(approved, alice, charlie, erin):
    for person in (alice, charlie, erin):
        with pytest.raises(Hidden):
            overrule_claim(person_actor(person), approved, answer="No.")


# Pages


def test_the_team_makes_one_gives_it_parts_and_ends_it(client, network, dana, erin):
    client.force_login(dana)
    assert "西部支持网络" in client.get(at("partners"), {"q": "西部"}).content.decode()
    client.post(at("partner", network), {"do": "make"})
    asked = client.post(
        at("partner_part", network, "place"), {"place": "广西", "do": "find"}
    ).content.decode()
    assert "广西" in asked
    client.post(
        at("partner_part", network, "place"),
        {"place": "广西", "asked": "广西", "code": GUANGXI, "do": "save"},
    )
    client.post(at("partner_part", network, "cause"), {"answer": ["education"], "do": "save"})
    page = client.get(at("partner", network)).content.decode()
    assert ("Guangxi" in page, "Erin" in page) == (True, True)
    public = client.get(at("organisation", network)).content.decode()
    assert "Looks after Guangxi" in public
    with translation.override("zh-hans"):
        assert "广西" in client.get(at("organisation", network)).content.decode()
    listed = client.get(at("partners")).content.decode()
    assert "Guangxi" in listed
    remit = Partner.objects.get().remits.get(cause="education")
    client.post(at("partner", network), {"do": "remove", "remit": remit.pk})
    assert client.post(at("partner", network), {"do": "remove", "remit": "9" * 40}).status_code == 302
    client.post(at("partner", network), {"do": "end"})
    assert "Looks after" not in client.get(at("organisation", network)).content.decode()
    empty = client.post(at("partner_part", network, "cause"), {"answer": [], "do": "save"})
    assert empty.status_code == 302


def test_nothing_chosen_is_said(client, partner, network, dana):
    client.force_login(dana)
    for what in ("place", "cause"):
        text = client.post(at("partner_part", network, what), {"do": "save"}).content.decode()
        assert "Please choose" in text
    text = client.post(
        at("partner_part", network, "place"), {"place": "Nowhereshire 😀", "do": "save"}
    ).content.decode()
    assert "do not know that place" in text
    assert client.get(at("partner_part", network, "colour")).status_code == 404


def test_in_chinese(client, partner, network, approved, dana):
    client.force_login(dana)
    for url in (
        at("partners"),
        at("partner", network),
        at("partner_decisions"),
        at("overrule", "claim", approved),
    ):
        page = client.get(url.replace("/en/", "/"))
        assert (page.status_code, 'lang="zh-Hans"' in page.content.decode()) == (200, True)


def test_lists_cost_the_same_with_one_and_with_three(client, partner, imported, member, charlie, erin, dana):
    client.force_login(dana)
    counts = []
    for n in (1, 3):
        for _round in range(n - len(counts)):
            record = imported(name_zh=f"河池{_round}{n}", division="451200", volunteers=n * 10 + _round)
            claim = claim_by_staff(person_actor(charlie), record, note="Me.")
            propose_fact(person_actor(charlie), record, field="staff", value=3)
            decide_claim(person_actor(erin), claim, accept=False, answer="No.")
            decide_proposal(person_actor(erin), record.assertions.get(state=Assertion.WAITING), accept=True)
        client.get(at("partner_decisions"))
        with CaptureQueriesContext(connection) as queries:
            client.get(at("partner_decisions"))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_partner_of_many_parts_asks_the_database_once(partner, dana, erin, here, django_assert_num_queries):
    for code in ("451200", "450100", HUBEI):
        add_remit(person_actor(dana), partner, country="CN", division=code)
    found = remits.partners_of(erin)
    with django_assert_num_queries(1):
        assert list(remits.within(Organisation.objects.all(), found)) == [here]


def test_today_asks_once_what_somebody_is_a_partner_of_and_every_time_anew(
    partner, here, charlie, erin, dana
):
    claim_by_staff(person_actor(charlie), here, note="Me.")

    def asked():
        with CaptureQueriesContext(connection) as queries:
            found = today_of(erin).counts
        looked = [one for one in queries if one["sql"].startswith('SELECT "organisations_partner"')]
        return len(looked), bool(found)

    assert asked() == (1, True)
    end_partner(person_actor(dana), partner)
    assert asked() == (1, False)


def test_a_place_and_a_cause_together_mean_what_is_in_both(partner, imported, dana):
    partner.remits.all().delete()
    both = {"division": "451200", "causes": ["education"]}
    wanted = imported(**both)
    imported(division="451200", causes=["health"])
    imported(division="420500", causes=["education"], phone="0717-2260218")
    partner.remits.create(country="CN", division=GUANGXI, cause="education")
    assert list(remits.within(Organisation.objects.all(), [partner])) == [wanted]


def test_a_country_is_the_whole_of_it_and_an_unknown_division_nothing(partner, here, elsewhere, imported):
    abroad = imported(name_en="Ants", country="GB")
    partner.remits.all().delete()
    partner.remits.create(country="CN")
    assert set(remits.within(Organisation.objects.all(), [partner])) == {here, elsewhere}
    partner.remits.all().delete()
    for nothing in ({"country": "CN", "division": "999999"}, {"division": GUANGXI}, {}):
        partner.remits.create(**nothing)
    assert list(remits.within(Organisation.objects.all(), [partner])) == []
    assert abroad.country == "GB"


def test_who_decides_is_asked_in_as_many_questions_for_one_partner_as_for_many(
    partner, here, imported, member, erin, dana, django_assert_max_num_queries
):
    for number in range(3):
        other = imported(name_zh=f"网络{number}", division="110101", founded=2000 + number)
        member(erin, other)
        add_remit(person_actor(dana), make_partner(person_actor(dana), other), country="CN", division=HUBEI)
    with django_assert_max_num_queries(4):
        assert remits.partner_for(erin, here) == partner.organisation


def test_what_colleagues_of_the_one_partner_run_is_not_decided_for_the_other(
    partner, here, imported, member, erin, bob, dana
):
    second = imported(name_zh="另一网络", division="110101")
    for person in (erin, bob):
        member(person, second)
    make_partner(person_actor(dana), second)
    assert remits.partner_for(erin, here) == partner.organisation
    member(bob, here)
    assert remits.partner_for(erin, here) is None, "as the lists say"


@pytest.mark.django_db(transaction=True)
def test_partner_and_team_decide_at_once_and_one_is_named(partner, here, charlie, erin, dana):
    claim = claim_by_staff(person_actor(charlie), here, note="Me.")
    passed, refused = race(
        [
            lambda: decide_claim(person_actor(erin), Claim.objects.get(pk=claim.pk), accept=True),
            lambda: decide_claim(
                person_actor(dana), Claim.objects.get(pk=claim.pk), accept=False, answer="No."
            ),
        ]
    )
    claim.refresh_from_db()
    assert (passed, len(refused)) == (1, 1)
    by_partner = claim.decided_by == erin
    assert (claim.state == "approved", claim.decided_for is not None) == (by_partner, by_partner)


@pytest.mark.django_db(transaction=True)
def test_a_partner_is_made_once_however_often_it_is_pressed(network, dana):
    passed, refused = race([lambda: make_partner(person_actor(dana), network)] * 4)
    assert (passed, len(refused), Partner.objects.count()) == (1, 3, 1)


def test_the_page_of_a_kind_is_not_even_asked_for(charlie, here):
    claim_by_staff(person_actor(charlie), here, note="Me.")
    for name in ("organisations.claims", "organisations.held", "organisations.orphan_proposals"):
        assert not kinds[name].may_decide(charlie)


def test_a_partner_reads_of_a_protected_place_what_everybody_reads(
    client, partner, imported, charlie, erin, dana
):
    hidden = imported(division="451200", sensitivity="hidden", address="庆远镇 5 号", phone="0778-2260218")
    claim = claim_by_staff(person_actor(charlie), hidden, note="Me.")
    propose_fact(person_actor(charlie), hidden, field="address", value="庆远镇 7 号")
    read = {}
    for person in (erin, dana):
        client.force_login(person)
        pages = [f"/organisations/claims/{claim.pk}/", f"/organisations/{hidden.pk}/proposals/", "/today/"]
        read[person.name] = "".join(client.get(page).content.decode() for page in pages)
    assert "庆远镇 7 号" in read["Erin"], "what somebody proposed is what is decided about"
    assert ("庆远镇 5 号" in read["Erin"], "河池" in read["Erin"].replace("河池读书会", "")) == (False, False)
    assert "庆远镇 5 号" in read["Dana"]


def test_nobody_takes_what_they_or_a_colleague_proposed(partner, network, here, member, bob, erin, dana):
    member(bob, network, Membership.VIEWER)
    for person, staff in ((erin, 3), (bob, 4)):
        propose_fact(person_actor(person), here, field="staff", value=staff)
        said = here.assertions.get(person=person)
        with pytest.raises(Refused, match="colleague"):
            decide_proposal(person_actor(erin), said, accept=True)
        said.refresh_from_db()
        assert said.state == Assertion.WAITING
        decide_proposal(person_actor(dana), said, accept=True)


def test_every_kind_of_decision_stands_in_one_list_and_leads_to_where_it_is_turned(
    client, partner, network, here, imported, erin, dana, django_assert_max_num_queries
):
    now = timezone.now()
    other = imported(name_zh="都安读书会", division="451228")
    by = {"decided_at": now, "decided_by": erin, "decided_for": network}
    check = Verification.objects.create(
        organisation=here, how="visit", state="valid", made_at=now, until=timezone.localdate(), **by
    )
    handed = Handover.objects.create(
        organisation=here, person=dana, proof="voices", state="declined", made_at=now, **by
    )
    first, second = sorted((here, other), key=lambda one: one.pk)
    pair = Likeness.objects.create(
        first=first, second=second, score=0.6, state="different", found_at=now, **by
    )
    merge = Merge.objects.create(
        kept=here, gone=other, person=erin, decided_for=network, at=now, until=now + timedelta(days=30)
    )
    client.force_login(dana)
    with django_assert_max_num_queries(20):
        text = client.get(at("partner_decisions")).content.decode()
    assert text.count("Erin for “西部支持网络”") == 4
    for name, one in {
        "decide_check": check,
        "decide_handover": handed,
        "likeness": pair,
        "undo_merge": merge,
    }.items():
        assert at(name, one) in text
        assert client.get(at(name, one)).status_code == 200, name
