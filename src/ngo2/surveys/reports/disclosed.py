"""What every report prints: who was asked and what became of it, and how many took part in our own workshops (S5)."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ngo2.surveys import words
from ngo2.surveys.reports.faces import Face, face
from ngo2.surveys.reports.kinds import Kind, Settings


def _funnel(settings: Settings, data: Any) -> Face:
    rate = words.rate(data.funnel)
    said = gettext("Response rate %(rate)s (valid answers of those who were invited, AAPOR RR1).") % {
        "rate": rate
    }
    rows = [
        {"label": f"– {step}" if is_reason else step, "cells": [{"said": str(n), "n": n}]}
        for step, n, is_reason in words.steps(data.funnel)
    ]
    return face(
        gettext("From asked to valid"),
        heads=[{"label": gettext("Organisations")}],
        rows=rows,
        notes=[said] if rate else [],
    )


def _trained(settings: Settings, data: Any) -> Face:
    from ngo2.surveys.results.words import trained_published  # noqa: PLC0415 (NumPy takes a second to load)

    said = trained_published(data.everybody)
    return face(gettext("Trained by NGO 2.0"), paragraphs=[{"kind": "p", "runs": [{"text": said}]}])


FUNNEL = Kind("funnel", _("From asked to valid"), _funnel, always=True)
TRAINED = Kind("trained", _("Trained by NGO 2.0"), _trained, always=True)
