"""Alice answers a survey on plain pages, without JavaScript: begun on one phone, sent from another."""

from ngo2.questionnaires.models import Response
from tests.journeys.conftest import OpenPage
from tests.journeys.surveyed import NEW, OLD, Asked, agree


def test_alice_answers_without_javascript(open_page: OpenPage, asked: Asked) -> None:
    phone = open_page(javascript=False)
    agree(phone, asked.link)
    name = phone.get_by_label("What is it called?")
    assert name.input_value() == "山蚁小组"

    phone.get_by_label("How many full-time staff?").fill("2000")
    phone.get_by_label("Yes").check()
    phone.get_by_role("button", name="Go on", exact=True).click()
    assert "Please say 0 to 999." in phone.locator("main").inner_text()
    assert name.input_value() == "山蚁小组"
    phone.get_by_label("How many full-time staff?").fill("3")
    phone.get_by_role("button", name="Go on", exact=True).click()
    assert phone.get_by_label("What is its address?").input_value() == OLD
    link = phone.url.partition("?")[0]

    other = open_page(javascript=False)  # by the link that she copied
    other.goto(link)
    other.get_by_role("link", name="See all answers").click()
    other.get_by_role("link", name="Change: What is its address?").click()
    other.get_by_label("What is its address?").fill(NEW)
    other.get_by_role("button", name="Go on", exact=True).click()
    look = other.locator("main").inner_text()
    assert "2000" not in look
    assert "Now it says: old.example" in look
    assert other.locator("input[name=fact]").count() == 1  # the name is the same
    other.locator("input[name=fact]").check()
    other.get_by_role("button", name="Send these answers").click()
    assert "Thank you" in other.locator("main").inner_text()
    assert other.locator("input[name=fact]").count() == 0

    phone.reload()  # the first phone is told, and changes nothing any more
    assert "Thank you" in phone.locator("main").inner_text()
    asked.organisation.refresh_from_db()
    assert asked.organisation.facts["website"]["v"] == NEW
    response = Response.objects.get()
    assert (response.state, response.way) == ("received", "page")
