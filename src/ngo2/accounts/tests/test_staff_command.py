import io

import pytest
from django.core.management import CommandError, call_command

from ngo2.accounts import services
from ngo2.accounts.models import Person
from ngo2.conftest import PersonClient
from ngo2.lib.actors import ANONYMOUS

pytestmark = pytest.mark.django_db


def run(*args):
    out = io.StringIO()
    call_command("staff", *args, stdout=out)
    return out.getvalue()


def test_the_first_of_the_team_is_made_on_the_server_and_signs_in_without_mail():
    said = run("dana@example.org", "--name", "Dana")
    dana = Person.objects.get()
    assert (dana.name, dana.is_staff) == ("Dana", True)
    code = said.split("within a day: ")[1].split("\n")[0]
    assert services.use_join_code(ANONYMOUS, code) == (dana, False)


def test_who_leaves_the_team_is_signed_out(dana):
    dana.identities.create(kind="email", value="dana@example.org", verified_at=dana.joined_at)
    client = PersonClient()
    client.force_login(dana)
    assert "no longer" in run("dana@example.org", "--remove")
    assert not Person.objects.get().is_staff
    assert client.get("/en/me/security/")["Location"].startswith("/en/sign-in/")


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (("dana@example.org",), "Please write the name"),
        (("dana@example.org", "--remove"), "Nobody signs in with dana@example.org"),
        (("nonsense",), "not a whole phone number"),
    ],
)
def test_what_is_missing_is_said(args, sentence):
    with pytest.raises(CommandError, match=sentence):
        run(*args)
    assert not Person.objects.exists()
