"""What everybody may read of a delivery, where it stands, and that nothing is left of it when it is taken back."""

from io import BytesIO

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from ngo2.conftest import PersonClient
from ngo2.exchange.models import Confirmation, Introduction, Story
from ngo2.exchange.services import withdraw_story_consent
from ngo2.exchange.tests.storytelling import CAME, SENT, agrees, delivered, offered, published
from ngo2.kernel.files.models import File
from ngo2.kernel.ui import pages
from ngo2.lib.actors import person_actor
from ngo2.organisations.models import Organisation
from ngo2.organisations.tests.seen import refers_to, seen

pytestmark = pytest.mark.django_db


@pytest.fixture
def offer(company, erin):
    return offered(erin, company)


def everywhere(story, *organisations):
    """Each address at which somebody without an account could learn of it."""
    post = story.introduction.post_id
    return [
        "/en/", f"/en/exchange/{post}/", "/en/exchange/thanks/", "/en/exchange/thanks/feed.atom",
        *(f"/en/organisations/{one.pk}/" for one in organisations),
        *(f"/en/exchange/thanks/?of={one.pk}" for one in organisations),
    ]  # fmt: skip


def own(story):
    here = f"/en/exchange/thanks/{story.pk}/"
    return [here, f"{here}card.png", f"{here}tall.png", f"{here}photo/giver/", f"{here}photo/receiver/"]


def test_one_consent_alone_shows_nothing_anywhere(client, offer, group, alice, erin, company):
    one = delivered(offer, erin, alice, group)
    agrees(alice, one, show_photo=True)
    story = Story.objects.get()
    for address in everywhere(story, company, group):
        assert CAME not in client.get(address).text, address
        assert f"/exchange/thanks/{story.pk}/" not in client.get(address).text, address
    assert [client.get(address).status_code for address in own(story)] == [404] * 5


def test_it_stands_everywhere_and_is_gone_from_everywhere_at_once(client, offer, group, alice, erin, company):
    one = delivered(offer, erin, alice, group)
    story = Story(introduction=one, pk=1)
    before = {address: client.get(address)["ETag"] for address in everywhere(story, company, group)}
    agrees(erin, one)
    agrees(alice, one, show_photo=True)
    story = Story.objects.get()
    for address in everywhere(story, company, group):
        page = client.get(address, HTTP_IF_NONE_MATCH=before[address])
        assert page.status_code == 200, address
        assert f"/exchange/thanks/{story.pk}/" in page.text, address
    assert [client.get(address).status_code for address in own(story)] == [200, 200, 200, 404, 200]
    said = seen(client.get(own(story)[0]))
    for words in ("金利科技有限公司", "山蚁乡村教育小组", "3 pieces", SENT, CAME):
        assert words in said
    assert "Alice" not in said
    assert "Erin" not in said
    kept = {address: client.get(address) for address in own(story)}
    photo = kept[own(story)[4]]
    assert Image.open(BytesIO(photo.content)).format == "JPEG"
    assert len(photo.content) <= 120_000
    assert all("max-age" not in kept[address]["Cache-Control"] for address in own(story)[:3])

    withdraw_story_consent(person_actor(erin), one)
    for address, page in kept.items():
        tag = {"HTTP_IF_NONE_MATCH": page["ETag"]} if page.has_header("ETag") else {}
        assert client.get(address, **tag).status_code == 410, address
    for address in everywhere(story, company, group):
        assert CAME not in client.get(address).text, address
        assert f"/exchange/thanks/{story.pk}/" not in client.get(address).text, address
    assert "no longer public" in client.get(own(story)[0]).text


def test_what_is_taken_down_is_gone_too(client, offer, group, alice, erin, dana):
    story = published(offer, erin, alice, group)
    client.force_login(dana)
    here = f"/en/exchange/thanks/{story.pk}/judge/"
    assert "Nobody has reported it" in seen(client.get(here))
    client.post(here, {"do": "down", "note": ""})
    assert Story.objects.get().state == Story.PUBLIC  # not without a reason
    client.post(here, {"do": "down", "note": "A child is named."})
    assert PersonClient().get(f"/en/exchange/thanks/{story.pk}/").status_code == 410
    client.force_login(alice)
    page = seen(client.get(f"/en/exchange/introductions/{story.introduction_id}/"))
    assert "A child is named." in page


def test_a_preview_names_its_picture_and_the_page_loads_nothing_from_elsewhere(
    client, offer, group, alice, erin
):
    story = published(offer, erin, alice, group)
    page = client.get(f"/en/exchange/thanks/{story.pk}/")
    card = f"{settings.NGO2_SITE_URL}/en/exchange/thanks/{story.pk}/card.png?v="
    assert f'<meta property="og:image" content="{card}' in page.text
    assert '<meta property="og:title" content="山蚁乡村教育小组 received from 金利科技有限公司">' in page.text
    assert all(one.startswith("/") for one in refers_to(page))


def test_addresses_that_nobody_gave_out(client, db):
    for number in (0, 7, 10**30):
        for rest in (
            "",
            "card.png",
            "tall.png",
            "small.png",
            "photo/giver/",
            "photo/nobody/",
            "photo/giver/320/",
        ):
            assert client.get(f"/en/exchange/thanks/{number}/{rest}").status_code == 404
    for query in ("?of=x", "?of=99999999999999999999", "?of=٣", "?kind=nonsense", "?page=-1&kind=material"):
        assert client.get(f"/exchange/thanks/{query}").status_code == 200


def test_the_list_is_narrowed_by_kind(client, offer, group, alice, erin):
    story = published(offer, erin, alice, group)
    here = f"/exchange/thanks/{story.pk}/"
    assert here in client.get("/exchange/thanks/?kind=material").text
    assert here not in client.get("/exchange/thanks/?kind=human").text
    assert client.get("/exchange/thanks/feed.atom")["Content-Type"].startswith("application/atom+xml")


@pytest.mark.parametrize("address", ["list", "feed", "organisation", "post", "home"])
def test_many_ask_as_often_as_one(client, offer, group, alice, erin, charlie, organised, address):
    page = {
        "list": "/exchange/thanks/", "feed": "/exchange/thanks/feed.atom", "home": "/",
        "organisation": f"/organisations/{offer.organisation_id}/", "post": f"/exchange/{offer.pk}/",
    }[address]  # fmt: skip

    def count():
        cache.clear()
        with CaptureQueriesContext(connection) as asked:
            assert client.get(page).status_code == 200
        return len(asked)

    published(offer, erin, alice, group)
    one = count()
    other = organised(charlie, "河边读书会")
    published(offer, erin, charlie, other)
    published(offer, erin, charlie)
    assert count() == one


def test_the_organisation_s_page_shows_a_few_and_leads_to_all(client, offer, erin, person, company):
    stories = [published(offer, erin, person(f"P{number}")) for number in range(4)]
    said = client.get(f"/en/organisations/{company.pk}/").text
    assert [f"/exchange/thanks/{one.pk}/" in said for one in stories] == [False, True, True, True]
    assert "Gave to a volunteer" in said
    everything = client.get(f"/en/exchange/thanks/?of={company.pk}").text
    assert all(f"/exchange/thanks/{one.pk}/" in everything for one in stories)


# The pages of both sides


def test_each_side_is_asked_sees_what_it_says_and_decides(client, offer, group, alice, erin):
    one = delivered(offer, erin, alice, group)
    client.force_login(alice)
    here = f"/en/exchange/introductions/{one.pk}/"
    assert "May others read of it?" in seen(client.get(here))
    page = client.get(f"{here}story/")
    for words in (
        "金利科技有限公司",
        "山蚁乡村教育小组",
        "3 pieces",
        SENT,
        CAME,
        "It may leave its words out",
    ):
        assert words in seen(page) or words in page.text
    assert "checked" not in page.text  # photos are off until somebody turns them on
    form = page.context["form"]
    told = {"sentence": "Thank you!", "seen": form["seen"].value(), "do": "yes"}
    refused = client.post(f"{here}story/", {**told, "sentence": "Call 13800138000"})
    assert "leave out phone numbers" in seen(refused)
    assert "Call 13800138000" in refused.text  # nothing typed is lost
    assert client.post(f"{here}story/", told).url == here
    assert "It shows when the other side agrees too" in seen(client.get(here))

    client.force_login(erin)
    page = client.get(f"{here}story/")
    assert "Thank you!" in page.text
    assert CAME not in page.text
    said = {"sentence": "", "seen": page.context["form"]["seen"].value(), "show_photo": "on", "do": "yes"}
    client.post(f"{here}story/", said)
    assert Story.objects.get().state == Story.PUBLIC
    assert "Others can read of it" in seen(client.get(here))
    photo = f"/en/exchange/thanks/{Story.objects.get().pk}/photo/giver/"
    widths = {
        f"{photo}{rest}": client.get(f"{photo}{rest}").status_code for rest in ("", "320/", "960/", "7/")
    }
    assert list(widths.values()) == [200, 200, 200, 404]
    client.post(f"{here}story/", {"do": "withdraw"})
    assert Story.objects.get().state == Story.WITHDRAWN
    assert not File.objects.filter(purpose="story", deleted_at=None).exists()


def test_words_that_changed_while_somebody_read_are_shown_before_they_agree(
    client, offer, group, alice, erin
):
    one = delivered(offer, erin, alice, group)
    client.force_login(alice)
    here = f"/en/exchange/introductions/{one.pk}/story/"
    old = client.get(here).context["form"]["seen"].value()
    agrees(erin, one, "Sent with pleasure.")
    page = client.post(here, {"sentence": "Mine stays.", "seen": old, "do": "yes"})
    assert "changed its words" in seen(page)
    assert "Sent with pleasure." in page.text
    assert "Mine stays." in page.text
    again = {"sentence": "Mine stays.", "seen": page.context["form"]["seen"].value(), "do": "yes"}
    assert client.post(here, again).status_code == 302


def test_a_no_is_no_question_any_more(client, offer, group, alice, erin):
    one = delivered(offer, erin, alice, group)
    client.force_login(alice)
    here = f"/en/exchange/introductions/{one.pk}/"
    client.post(f"{here}story/", {"do": "no"})
    assert "May others read of it?" not in seen(client.get(here))
    assert "after all" in seen(client.get(here))


def test_nobody_else_and_nothing_before_it_arrived(client, offer, group, alice, erin, charlie, dana):
    one = delivered(offer, erin, alice, group)
    here = f"/en/exchange/introductions/{one.pk}/"
    for who in (charlie, dana):
        client.force_login(who)
        assert client.get(f"{here}story/").status_code == 404
        assert client.post(f"{here}story/", {"do": "yes"}).status_code == 404
    assert "May others read of it?" not in seen(client.get(here))  # Dana reads, and is not asked
    Introduction.objects.filter(pk=one.pk).update(state=Introduction.AGREED)
    client.force_login(alice)
    assert client.get(f"{here}story/").status_code == 404
    assert not Story.objects.exists()


def test_a_report_is_heard_once_and_only_by_the_team(client, offer, group, alice, erin, charlie):
    story = published(offer, erin, alice, group)
    here = f"/en/exchange/thanks/{story.pk}/report/"
    client.force_login(charlie)
    assert "Tell us in a sentence" in seen(client.post(here, {"note": ""}))
    page = client.post(here, {"note": "This is not true."}, follow=True)
    assert "You reported it" in seen(page)
    assert "This is not true." not in PersonClient().get(f"/en/exchange/thanks/{story.pk}/").text


def test_when_a_name_changes_the_story_says_it(client, offer, group, alice, erin):
    story = published(offer, erin, alice, group)
    here = f"/en/exchange/thanks/{story.pk}/"
    tag = {"HTTP_IF_NONE_MATCH": client.get(here)["ETag"]}
    card = client.get(f"{here}card.png")["ETag"]
    Organisation.objects.filter(pk=group.pk).update(name="山蚁书社")
    pages.touch("organisations")  # what every change of a record does
    assert "山蚁书社" in seen(client.get(here, **tag))
    assert client.get(f"{here}card.png")["ETag"] != card


def test_photos_of_the_delivery_itself_stay_with_both_sides(client, offer, group, alice, erin):
    one = delivered(offer, erin, alice, group)
    agrees(erin, one, show_photo=True)
    agrees(alice, one)
    for side in Confirmation.SIDES:
        private = one.confirmations.get(side=side).photo
        assert PersonClient().get(f"/files/{private}/").status_code != 200
    copy = Story.objects.get().consents.get(side=Confirmation.GIVER, withdrawn_at=None).photo
    assert (
        PersonClient().get(f"/files/{copy}/").status_code != 200
    )  # by the story only, or it could be kept for good
    File.objects.filter(pk=copy).update(shows_minor=True)
    assert client.get(f"/en/exchange/thanks/{Story.objects.get().pk}/photo/giver/").status_code == 404


def test_a_take_down_needs_the_team(client, offer, group, alice, erin):
    story = published(offer, erin, alice, group)
    client.force_login(erin)
    client.post(f"/en/exchange/thanks/{story.pk}/judge/", {"do": "down", "note": "Mine."})
    assert Story.objects.get().state == Story.PUBLIC
