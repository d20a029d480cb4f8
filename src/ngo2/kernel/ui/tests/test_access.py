from django.http import Http404, HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import path

from ngo2.kernel.ui import access
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
