"""A delivery that is done, and both sides that let others read of it."""

from django.core.files.uploadedfile import SimpleUploadedFile

from ngo2.exchange import kinds, queries
from ngo2.exchange.cleaning import Item, Where
from ngo2.exchange.models import Introduction, Story
from ngo2.exchange.services import (
    agree_introduction,
    ask_introduction,
    confirm_delivery,
    give_story_consent,
    publish_post,
    side_of,
)
from ngo2.exchange.services.photos import PHOTO
from ngo2.exchange.tests.conftest import telling
from ngo2.kernel.files.services import keep_image
from ngo2.kernel.files.tests import corpus
from ngo2.lib.actors import person_actor

SENT, CAME = "Sent by rail on Monday.", "All of them work, thank you!"


def offered(giver, company, many=20):
    """Laptops and books of `company`."""
    told = telling(
        side=kinds.OFFER,
        text="可以提供笔记本电脑和绘本。",
        items=(Item("笔记本电脑", many, "piece"), Item("绘本", 300, "copy")),
        where=Where(kinds.COUNTRY, "CN"),
    )
    return publish_post(person_actor(giver), company, told=told)


def delivered(post, owner, asker, organisation=None, photos=True, many=3):
    """Asked, agreed, arrived: both sides said so."""
    lines = list(post.lines.all())
    one = ask_introduction(
        person_actor(asker),
        post,
        words="We have an evening school.",
        amounts={lines[0].pk: many},
        organisation=organisation,
    )
    agree_introduction(person_actor(owner), one, amounts={})
    for person, sentence in ((owner, SENT), (asker, CAME)):
        photo = kept(person, one) if photos else ""
        confirm_delivery(
            person_actor(person), one, amounts={lines[0].pk: many}, sentence=sentence, photo=photo
        )
    return Introduction.objects.select_related("post__organisation", "organisation", "person").get(pk=one.pk)


def kept(person, one):
    upload = SimpleUploadedFile("here.jpg", corpus.photo(), "image/jpeg")
    return str(keep_image(person_actor(person), one.scope, upload, purpose=PHOTO).pk)


def agrees(person, one, sentence=None, **more):
    """As the page does it: with what the other side says now, and one's own words where no others are given."""
    now = queries.standing_of(one, side_of(person_actor(person), one))
    said = {"sentence": now.mine.sentence if sentence is None else sentence, "seen": now.theirs.mark, **more}
    return give_story_consent(person_actor(person), one, **said)


def published(post, owner, asker, organisation=None, **more):
    one = delivered(post, owner, asker, organisation, photos=False, **more)
    agrees(owner, one)
    agrees(asker, one)
    return Story.objects.get(introduction=one)
