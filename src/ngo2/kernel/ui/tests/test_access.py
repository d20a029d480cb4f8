import pytest
from django.http import Http404, HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.generic import TemplateView

from ngo2.kernel.ui import access, forms, pages
from ngo2.lib.refusals import Denied, Hidden, Refused


def answer(request: HttpRequest) -> HttpResponse:
    return HttpResponse("come in")


def refusing(error):
    @access.public
    def view(request):
        raise error

    return view


def copy(mark):
    def view(request):
        return answer(request)

    return mark(view)


urlpatterns = [
    path("unmarked/", copy(lambda view: view), name="unmarked"),
    path("public/", copy(access.public)),
    path("link/", copy(access.link)),
    path("signed-in/", copy(access.signed_in)),
    path("staff/", copy(access.staff)),
    path("denied/", refusing(Denied("x"))),
    path("hidden/", refusing(Hidden("x"))),
    path("refused/", refusing(Refused("Do this."))),
    path("gone/", refusing(Http404())),
]


def statuses(client, *names):
    return [client.get(f"/{name}/").status_code for name in names]


MARKS = ("unmarked", "public", "link", "signed-in", "staff")


@override_settings(ROOT_URLCONF=__name__, LOGIN_URL="/sign-in/")
def test_each_mark_lets_in_whom_it_says(client, charlie, dana):
    assert statuses(client, *MARKS) == [404, 200, 200, 302, 302]
    assert client.get("/signed-in/?x=1")["Location"] == "/sign-in/?next=%2Fsigned-in%2F%3Fx%3D1"
    client.force_login(charlie)
    assert statuses(client, *MARKS) == [404, 200, 200, 200, 403]
    client.force_login(dana)
    assert statuses(client, *MARKS) == [404, 200, 200, 200, 200]


@override_settings(ROOT_URLCONF=__name__, LOGIN_URL="/sign-in/")
def test_staff_go_where_their_second_step_is_first(client, dana, monkeypatch):
    monkeypatch.setattr(type(dana), "staff_obstacle", lambda self, request: "/second/")
    client.force_login(dana)
    assert client.get("/staff/")["Location"] == "/second/"


@override_settings(ROOT_URLCONF=__name__)
def test_what_services_raise_becomes_a_page(client, db):
    assert statuses(client, "denied", "hidden", "refused", "gone") == [403, 404, 422, 404]
    assert "Do this." in client.get("/refused/").content.decode()


@override_settings(ROOT_URLCONF=__name__, NGO2_LIBRARY_VIEWS={"unmarked": "public"})
def test_a_librarys_view_is_marked_in_settings(client, db):
    assert statuses(client, "unmarked") == [200]


def told(view, *methods):
    view.methods = methods
    return view


METHODS = {
    "a form": (lambda: access.public(lambda request: None), ("GET", "HEAD", "POST")),
    "a kept page": (lambda: pages.cached("x")(lambda request: None), ("GET", "HEAD")),
    "require_safe": (lambda: require_safe(lambda request: None), ["GET", "HEAD"]),
    "require_POST": (lambda: require_POST(lambda request: None), ["POST"]),
    "below others": (
        lambda: access.staff(never_cache(forms.once(require_http_methods(["PUT"])(lambda request: None)))),
        ["PUT"],
    ),
    "it says itself": (lambda: told(require_safe(lambda request: None), "POST"), ("POST",)),
    "of a class": (lambda: TemplateView.as_view(), ["GET", "HEAD"]),
}


@pytest.mark.parametrize("name", METHODS)
def test_methods_are_known_from_what_the_view_says(name):
    make, methods = METHODS[name]
    assert access.methods_of(make()) == tuple(methods)


@override_settings(ROOT_URLCONF=__name__, LOGIN_URL="/sign-in/")
def test_another_method_is_refused_before_anybody_is_asked_who_they_are(client, db):
    got = {name: client.delete(f"/{name}/") for name in MARKS}
    assert {name: answer.status_code for name, answer in got.items()} == {
        "unmarked": 404,
        "public": 405,
        "link": 405,
        "signed-in": 405,
        "staff": 405,
    }
    assert got["staff"]["Allow"] == "GET, HEAD, POST"


@override_settings(ROOT_URLCONF=__name__, LOGIN_URL="/sign-in/")
def test_who_was_suspended_is_nobody_from_the_next_request_on(client, dana):
    client.force_login(dana)
    assert statuses(client, *MARKS) == [404, 200, 200, 200, 200]
    type(dana).objects.filter(pk=dana.pk).update(is_active=False)
    assert statuses(client, *MARKS) == [404, 200, 200, 302, 302]


@override_settings(ROOT_URLCONF=__name__, LOGIN_URL="/sign-in/")
def test_after_a_lost_form_one_signs_in_and_starts_at_home(client, db):
    """The address of a POST is no place to come back to."""
    assert client.post("/signed-in/")["Location"] == "/sign-in/"
