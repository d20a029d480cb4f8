"""Alice's group answers the laptops of Erin's company, and both have begun to write to each other."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from ngo2.conversations.queries import talk_in
from ngo2.conversations.services import mark_read, open_conversation, write_message
from ngo2.exchange.models import Introduction, Post
from ngo2.exchange.services import ask_introduction
from ngo2.lib.actors import Actor, person_actor
from ngo2.organisations.models import Organisation
from ngo2.organisations.queries import editors_of

ASKS, GIVES, ABOUT = "shanyi", "jinli-tech", "computers"
MANY = 12


def talk(records: Mapping[str, Organisation]) -> int:
    """Once, also when the demo is loaded again; how many messages are new."""
    post = Post.objects.filter(organisation=records[GIVES], side="offer", subkind=ABOUT).first()
    asker, giver = (_actor(records[name]) for name in (ASKS, GIVES))
    if post is None or not post.is_open or post.is_over or asker is None or giver is None:
        return 0
    one = Introduction.objects.filter(post=post, organisation=records[ASKS]).first()
    if one is None:
        one = ask_introduction(
            asker,
            post,
            words=_("Our evening school needs twelve laptops for forty children. We fetch them in Chengdu."),
            amounts={line.pk: MANY for line in post.lines.all()[:1]},
            organisation=records[ASKS],
        )
    if open_conversation(one.scope).last:
        return 0
    lines = (
        (giver, _("Thank you for writing! May I ask how the children share them, and who looks after them?")),
        (asker, _("Three to one laptop, four evenings a week. Our volunteer Xiao Wei repairs computers for a living.")),
        (giver, _("That sounds good. Do you need the chargers with plugs for older sockets?")),
    )  # fmt: skip
    for actor, text in lines:
        if found := talk_in(one.scope):
            mark_read(actor, found, up_to=found.conversation.last)
            write_message(actor, found, text=text)
    return len(lines)


def _actor(record: Organisation) -> Actor | None:
    people = editors_of(record)
    return person_actor(people[0]) if people else None
