"""Anonymised answers, published once and frozen; withdrawn when somebody in them needs protection after all.

Loads NumPy and what writes the files: import it where you need it.
"""

import hashlib
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from ngo2.kernel.journal.services import record
from ngo2.lib.actors import Actor
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Refused
from ngo2.questionnaires.opened import form_of
from ngo2.questionnaires.speaking import spoken
from ngo2.questionnaires.xlsform.lines import code_of
from ngo2.surveys.licences import NAMES
from ngo2.surveys.microdata import files
from ngo2.surveys.microdata.codebook import Study, codebook
from ngo2.surveys.microdata.releasing import LEAST_K, MOST_K, Prepared, prepared
from ngo2.surveys.microdata.reports import report, sentences
from ngo2.surveys.models import Release, Survey, Wave
from ngo2.surveys.queries.releases import public_facts, titles
from ngo2.surveys.queries.samples import everybody


def prepare_release(
    actor: Actor, wave: Wave, *, published: Sequence[str], known: Sequence[str], k: int
) -> Prepared:
    """What would be published, and what it would cost: nothing is kept."""
    authorise(actor, "surveys.run_wave", wave)
    if wave.closed_at is None or wave.edition is None:
        raise Refused(_("Answers are published when the wave is closed. Close it first."))
    if not LEAST_K <= k <= MOST_K:
        raise Refused(
            _("Choose a number from %(least)d to %(most)d.") % {"least": LEAST_K, "most": MOST_K}, field="k"
        )
    sample = everybody(wave)
    chosen = [name for name in sample.answers.main.columns if name in published]
    if not chosen:
        raise Refused(_("Please choose at least one question."), field="published")
    facts = public_facts(wave.edition)
    # What the record shows to everybody, a stranger knows; nobody can choose otherwise.
    asked = [name for name in chosen if name in known or name in facts]
    found = prepared(sample, chosen, asked, k)
    if found.table.rows < k:
        raise Refused(
            _("Too few answers are left that could be hidden among each other. Publish fewer questions."),
            field="published",
        )
    return found


def publish_release(
    actor: Actor, wave: Wave, *, published: Sequence[str], known: Sequence[str], k: int, licence: str
) -> Release:
    if licence not in NAMES:
        raise Refused(_("Please choose a licence."), field="licence")
    found = prepare_release(actor, wave, published=published, known=known, k=k)
    told = report(found)
    stored = _stored(wave, found, told, licence)
    try:
        with transaction.atomic():
            Survey.objects.select_for_update().get(pk=wave.survey_id)  # two at once get two numbers
            made = Release.objects.create(
                wave=wave, number=wave.releases.count() + 1, k=k, licence=licence, published=list(found.table.columns),
                known=list(found.after.questions), report=told, files=stored, rows=found.table.rows, by=actor.person,
                at=timezone.now(),
            )  # fmt: skip
            record(actor, "surveys.microdata.published", made, scope=wave.survey.scope)
    except BaseException:
        _forget([one["stored"] for one in stored])
        raise
    return made


def withdraw_release(actor: Actor, release: Release) -> None:
    """Off the site for good; what others have downloaded cannot be called back."""
    authorise(actor, "surveys.run_wave", release.wave)
    with transaction.atomic():
        gone = [{**one, "stored": ""} for one in release.files]
        live = Release.objects.filter(pk=release.pk, withdrawn_at=None)
        if not live.update(withdrawn_at=timezone.now(), files=gone):
            raise Refused(_("This was withdrawn already."))
        record(actor, "surveys.microdata.withdrawn", release, scope=release.wave.survey.scope)
        transaction.on_commit(partial(_forget, [one["stored"] for one in release.files]))
    release.refresh_from_db()


def _stored(wave: Wave, found: Prepared, told: dict[str, Any], licence: str) -> list[dict[str, Any]]:
    """Written apart first, so that nobody ever sees half of them."""
    assert wave.edition is not None
    form = form_of(wave.edition)
    language = spoken(form.languages, get_language() or "")
    key = get_random_string(12)
    kept: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder:
        here, table = Path(folder), found.table
        files.write_csv(here / "answers.csv", table)
        files.write_parquet(here / "answers.parquet", table, language)
        with override(code_of(language) or settings.LANGUAGE_CODE):
            files.write_sav(here / "answers.sav", table, language, wave.survey.title)
            study = Study(
                title=wave.survey.title, licence=licence, version=str(wave.releases.count() + 1),
                abstract=wave.survey.about, changes=tuple(sentences(told, titles(wave.edition))),
                language=code_of(language) or settings.LANGUAGE_CODE,
            )  # fmt: skip
        (here / "codebook.xml").write_bytes(codebook(table, study, form.languages or ("",), found.after))
        for path in sorted(here.iterdir()):
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
                file.seek(0)
                place = default_storage.save(f"microdata/{wave.pk}/{key}/{path.name}", File(file, path.name))
            kept.append({"name": path.name, "stored": place, "bytes": path.stat().st_size, "sha256": digest})
    return kept


def _forget(stored: Sequence[str]) -> None:
    for one in filter(None, stored):
        default_storage.delete(one)
