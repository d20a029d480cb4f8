"""Two deliveries from the first word to the thanks that everybody reads (data/demo/stories.json)."""

import json
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from ngo2.accounts import queries as accounts
from ngo2.accounts.addresses import EMAIL, Address
from ngo2.accounts.models import Person
from ngo2.demo import cast, posts
from ngo2.exchange import endings, queries
from ngo2.exchange.models import Introduction, Post
from ngo2.exchange.services import (
    agree_introduction,
    ask_introduction,
    close_post,
    confirm_delivery,
    give_story_consent,
    publish_post,
    side_of,
)
from ngo2.exchange.services.photos import PHOTO
from ngo2.kernel.files.services import keep_image
from ngo2.kernel.packs import data
from ngo2.lib.actors import person_actor
from ngo2.organisations.models import Organisation
from ngo2.organisations.queries import editors_of


def tell(records: Mapping[str, Organisation]) -> None:
    """Each once, also when the demo is loaded again or a side has taken it back."""
    for line in json.loads((data.FOLDER / "demo" / "stories.json").read_text("utf-8")):
        record, giver = records[line["of"]], accounts.person_at(Address(EMAIL, cast.email(line["by"])))
        owners = editors_of(record)
        known = Post.objects.filter(organisation=record, subkind=line["about"]).exists()
        if giver is not None and owners and not known:
            _tell(line, record, owners[0], giver, records.get(line.get("for", "")))


def _tell(
    line: Mapping[str, Any], record: Organisation, owner: Person, giver: Person, by: Organisation | None
) -> None:
    told = posts.as_told(record, {**line, "side": "need"})
    need = publish_post(person_actor(owner), record, told=told)
    amounts = {each.pk: each.quantity for each in need.lines.all() if each.quantity}
    one = ask_introduction(person_actor(giver), need, words=line["words"], amounts=amounts, organisation=by)
    agree_introduction(person_actor(owner), one, amounts=amounts)
    for person, sentence in ((giver, line["gave"]), (owner, line["got"])):
        with_photo = person == owner and line.get("photo", False)
        photo = _kept(person, one) if with_photo else ""
        confirm_delivery(person_actor(person), one, amounts=amounts, sentence=sentence, photo=photo)
    one = queries.introductions().get(pk=one.pk)
    for person, sentence in ((giver, line["gave"]), (owner, line["got"])):
        theirs = queries.standing_of(one, side_of(person_actor(person), one)).theirs
        with_photo = person == owner and line.get("photo", False)
        give_story_consent(
            person_actor(person), one, sentence=sentence, seen=theirs.mark, show_photo=with_photo
        )
    close_post(person_actor(owner), need, ending=endings.DELIVERED)


def _kept(person: Person, one: Introduction) -> str:
    return str(keep_image(person_actor(person), one.scope, _picture(), purpose=PHOTO).pk)


def _picture() -> ContentFile[bytes]:
    """Lamps on a shelf, drawn: nobody is in it, and nobody takes it for a photo of something real."""
    page = Image.new("RGB", (1200, 800), "#e9e2d0")
    draw = ImageDraw.Draw(page)
    draw.rectangle((0, 560, 1200, 800), fill="#8a6a4a")
    draw.rectangle((0, 560, 1200, 584), fill="#6f5439")
    for at, shade in ((150, "#c43d2b"), (450, "#1f7a6b"), (750, "#a86a12"), (1050, "#55606b")):
        draw.polygon([(at - 130, 560), (at + 130, 560), (at + 70, 300), (at - 70, 300)], fill="#f6edc8")
        draw.polygon([(at - 90, 320), (at + 90, 320), (at + 45, 190), (at - 45, 190)], fill=shade)
        draw.rectangle((at - 7, 320, at + 7, 540), fill="#3a3f45")
        draw.ellipse((at - 70, 530, at + 70, 570), fill="#3a3f45")
    draw.text((24, 770), "EXAMPLE - drawn for the demo", fill="#fbfaf6", font_size=20)
    file = BytesIO()
    page.save(file, "JPEG", quality=88)
    return ContentFile(file.getvalue(), name="lamps.jpg")
