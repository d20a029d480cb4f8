"""Open microdata: nobody stands out in the files, what was withdrawn is not in them, and they never change."""

import hashlib
import io
import tempfile
from collections import Counter
from pathlib import Path

import pyreadstat
import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone, translation
from lxml import etree
from pyarrow import parquet

from ngo2.lib.actors import SYSTEM, person_actor
from ngo2.lib.csv import read_rows
from ngo2.lib.refusals import Denied, Hidden, Refused
from ngo2.questionnaires.models import Response
from ngo2.surveys.models import Release, Wave
from ngo2.surveys.services import releases
from ngo2.surveys.tests.wave_of import FORM, answered, edition_of, sheets_of, wave_of, xform

QUESTIONS = ("web", "channels", "staff", "help")
SECRET = "Call Li Lei, 13900000000"


@pytest.fixture(autouse=True)
def media_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


def rows(many=60):
    """One group has 400 staff, one alone is helped by others and has a site."""
    found = [
        {"web": "yes" if n % 3 else "no", "help": "us", "staff": str(n % 9), "channels": "wechat", "needs": SECRET}
        for n in range(many)
    ]  # fmt: skip
    found[0] |= {"staff": "400"}
    found[1] |= {"help": "them"}
    return found


@pytest.fixture
def closed(survey):
    wave = wave_of(survey, edition_of(survey, xform(), sheets_of(FORM)))
    answered(wave, rows())
    Wave.objects.filter(pk=wave.pk).update(closed_at=timezone.now())
    wave.refresh_from_db()
    return wave


def publish(wave, actor=SYSTEM, **more):
    told = {"published": list(QUESTIONS), "known": ["help", "staff"], "k": 5, "licence": "CC BY 4.0"} | more
    return releases.publish_release(actor, wave, **told)


def content(release, name):
    one = next(each for each in release.files if each["name"] == name)
    with default_storage.open(one["stored"]) as file:
        return file.read()


def csv_of(release):
    return list(read_rows(io.StringIO(content(release, "answers.csv").decode(), newline="")))


def test_no_combination_of_what_strangers_know_is_rarer_than_k(closed):
    made = publish(closed)
    heads, *lines = csv_of(made)
    places = [heads.index(name) for name in ("help", "staff")]
    classes = Counter(tuple(line[place] for place in places) for line in lines)
    assert min(classes.values()) >= 5
    assert len(lines) == made.rows
    frame = parquet.read_table(io.BytesIO(content(made, "answers.parquet"))).to_pandas()
    assert frame.groupby(["help", "staff"], dropna=False, observed=True).size().min() >= 5
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answers.sav"
        path.write_bytes(content(made, "answers.sav"))
        sav, _meta = pyreadstat.read_sav(path)
    assert sav.groupby(["help", "staff"], dropna=False).size().min() >= 5
    assert len(sav) == len(frame) == made.rows


def test_without_it_somebody_would_have_stood_alone(closed):
    """The attack that the test above repeats finds its victim in the answers as they came."""
    found = Counter((row["help"], row["staff"]) for row in rows())
    assert min(found.values()) == 1
    told = publish(closed).report
    assert told["before"]["alone"] >= 1
    assert sum(n for _name, n in told["blanks"]) + told["dropped"] >= 1


def test_an_end_that_few_reach_is_drawn_in(closed):
    made = publish(closed, known=["help"])
    heads, *lines = csv_of(made)
    figures = Counter(line[heads.index("staff")] for line in lines)
    assert "400" not in figures
    assert figures[max(figures, key=float)] >= 5


def test_words_and_numbers_of_respondents_never_leave(closed):
    made = publish(closed, published=[*QUESTIONS, "needs", "@response", "nothing"])
    assert set(made.published) == set(QUESTIONS)
    for one in made.files:
        found = content(made, one["name"])
        assert SECRET.encode() not in found
        assert b"uuid:" not in found
        assert (hashlib.sha256(found).hexdigest(), len(found)) == (one["sha256"], one["bytes"])
    heads, *_lines = csv_of(made)
    assert not {"respondent", "response", "organisation", "weight"} & set(heads)


def test_rows_come_in_no_order(closed):
    heads, *lines = csv_of(publish(closed, known=[]))
    assert [line[heads.index("staff")] for line in lines] != [row["staff"] for row in rows()]


def test_who_withdrew_or_does_not_count_is_absent(closed):
    first, second = closed.invitations.order_by("pk")[:2]
    Response.objects.filter(pk=first.response_id).update(state=Response.WITHDRAWN)
    closed.invitations.filter(pk=second.pk).update(excluded="test")
    made = publish(closed, known=[])
    assert made.rows == 58
    assert "them" not in {cell for line in csv_of(made) for cell in line}


def test_a_release_is_frozen(closed):
    made = publish(closed)
    before = [content(made, one["name"]) for one in made.files]
    Response.objects.filter(edition=closed.edition).update(state=Response.WITHDRAWN)
    assert [content(made, one["name"]) for one in Release.objects.get().files] == before


def test_what_the_public_record_tells_always_counts_as_known(closed):
    closed.edition.facts = {"help": "kind"}
    closed.edition.save(update_fields=["facts"])
    assert publish(closed, known=[]).known == ["help"]


def test_the_codebook_says_what_was_done(closed):
    book = etree.fromstring(content(publish(closed), "codebook.xml"))
    told = " ".join(book.itertext())
    assert "CC BY 4.0" in told
    assert "k-anonymity" in told
    assert "blanked" in told
    assert "有自己的网站吗" in told


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"k": 2}, "k"),
        ({"k": 51}, "k"),
        ({"published": ["needs"]}, "published"),
        ({"licence": "mine"}, "licence"),
        ({"k": 50}, "published"),
    ],
)
def test_what_makes_no_sense_is_refused(closed, more, field):
    if more.get("k") == 50:
        Response.objects.filter(pk__in=closed.invitations.values("response")[:30]).update(state="withdrawn")
    with pytest.raises(Refused) as refused:
        publish(closed, **more)
    assert refused.value.field == field
    assert not Release.objects.exists()


def test_an_open_wave_is_not_published(survey):
    wave = wave_of(survey)
    answered(wave, rows())
    with pytest.raises(Refused, match="Close it first"):
        publish(wave)


def test_withdrawn_means_gone(closed, alice, charlie):
    made = publish(closed, person_actor(alice))
    assert made.by == alice
    with pytest.raises((Denied, Hidden)):
        releases.withdraw_release(person_actor(charlie), made)
    stored = [one["stored"] for one in made.files]
    releases.withdraw_release(SYSTEM, made)
    assert not any(one["stored"] for one in made.files)
    assert stored
    with pytest.raises(Refused):
        releases.withdraw_release(SYSTEM, made)
    assert publish(closed).number == 2


def test_charlie_publishes_nothing(closed, charlie):
    with pytest.raises((Denied, Hidden)):
        publish(closed, person_actor(charlie))


# --- pages


def url(name, *args):
    with translation.override("en"):
        return reverse(f"surveys:{name}", args=args)


def test_first_the_cost_then_the_page_with_its_files(client, alice, closed):
    client.force_login(alice)
    here = url("publish_answers", closed.pk)
    assert "Publish anonymised answers" in client.get(here).content.decode()
    data = {"published": QUESTIONS, "known": ["help", "staff"], "k": "5", "licence": "CC BY 4.0", "do": "try"}
    tried = client.post(here, data).content.decode()
    assert "Before you publish" in tried
    assert not Release.objects.exists()
    assert client.post(here, data | {"k": "1"}).status_code == 200
    assert client.post(here, data | {"do": "publish"}).status_code == 302
    made = Release.objects.get()
    client.logout()
    page = client.get(url("release", made.pk)).content.decode()
    for one in made.files:
        assert one["sha256"] in page
        file = client.get(url("release_file", made.pk, one["name"]))
        assert hashlib.sha256(b"".join(file.streaming_content)).hexdigest() == one["sha256"]
    assert client.get(url("release_file", made.pk, "other.csv")).status_code == 404
    client.force_login(alice)
    assert client.post(url("withdraw_release", closed.pk, made.pk)).status_code == 302
    assert client.post(url("withdraw_release", closed.pk, 999_999)).status_code == 404
    client.logout()
    assert client.get(url("release_file", made.pk, "answers.csv")).status_code == 404
    assert "was withdrawn" in client.get(url("release", made.pk)).content.decode()


def test_charlie_finds_no_page_to_publish(client, charlie, closed):
    client.force_login(charlie)
    assert client.get(url("publish_answers", closed.pk)).status_code == 404


def test_whoever_runs_it_has_all_answers_as_they_were_given(client, alice, charlie, closed):
    closed.invitations.filter(pk=closed.invitations.first().pk).update(excluded="test")
    client.force_login(alice)
    heads, *lines = read_rows(
        io.StringIO(client.get(url("answers", closed.pk, "csv")).content.decode(), newline="")
    )
    assert heads == ["respondent", "weight", "does_not_count", "channels", "help", "needs", "staff", "web"]
    assert (len(lines), lines[0]) == (60, ["1", "1.0", "test", "wechat", "us", SECRET, "400", "no"])
    assert client.get(url("answers", closed.pk, "xlsx")).content[:2] == b"PK"
    assert b"codeBook" in client.get(url("answers", closed.pk, "xml")).content
    assert client.get(url("answers", closed.pk, "pdf")).status_code == 404
    client.force_login(charlie)
    assert client.get(url("answers", closed.pk, "csv")).status_code == 404
