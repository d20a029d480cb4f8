"""Hours of a volunteer in the demo: Bob mended the website of Charlie's group, and three evenings are written down."""

from collections.abc import Mapping

from django.utils import timezone
from django.utils.translation import gettext as _

from ngo2.accounts.models import Person
from ngo2.exchange.models import Post
from ngo2.exchange.services import (
    agree_introduction,
    ask_introduction,
    confirm_service,
    issue_certificate,
    object_to_service,
    record_service,
)
from ngo2.lib.actors import person_actor
from ngo2.organisations.models import Organisation


def help_out(people: Mapping[str, Person], records: Mapping[str, Organisation]) -> None:
    """Once: an agreement that is there stays as people left it."""
    owner, helper, organisation = people["charlie"], people["bob"], records["youshui"]
    need = Post.objects.filter(organisation=organisation, subkind="technical", state=Post.OPEN).first()
    if need is None or need.introductions.filter(person=helper).exists():
        return
    one = ask_introduction(
        person_actor(helper), need, words=_("I look after servers and can do this from home."), amounts={}
    )
    agree_introduction(person_actor(owner), one, amounts={})
    one.refresh_from_db()
    today = timezone.localdate()
    name = _("Bob (made for the demo)")
    days = [
        record_service(
            person_actor(owner), one, name=name, day=today, halves=halves, what=what, praise=praise
        )
        for halves, what, praise in (
            (3, _("Renewed the certificate of the website"), _("He explained every step.")),
            (2, _("Moved the mailboxes"), ""),
            (4, _("Wrote down how it is done"), ""),
        )
    ]
    confirm_service(person_actor(helper), days[0])
    object_to_service(person_actor(helper), days[2], why=_("It was an hour and a half."))
    issue_certificate(person_actor(helper), days[0].volunteer, with_name=True)
