"""Single answers of a wave, for whoever runs the survey: as they were given."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, QuerySet

from ngo2.questionnaires.models import Answer, Response
from ngo2.surveys.models import Invitation, Wave

CHUNK = 1000  # responses at a time


def rows(wave: Wave) -> Iterator[list[Any]]:
    """Also those that do not count: names of the form over values of the form.

    What is asked several times has a column for each time.
    """
    received = Invitation.objects.filter(
        wave=wave, outcome=Invitation.RECEIVED, response__state=Response.RECEIVED
    ).order_by("response")
    answers = Answer.objects.filter(response__in=received.values("response"))
    places = list(answers.order_by("path", "place").values_list("path", "place").distinct())
    yield ["respondent", "weight", "does_not_count", *(_name(path, place) for path, place in places)]
    last = 0
    while some := list(
        received.filter(response__gt=last).values_list(
            "response", "respondent__number", "weight", "excluded"
        )[:CHUNK]
    ):
        held: dict[int, dict[tuple[str, str], str]] = {one[0]: {} for one in some}
        found = Answer.objects.filter(response__in=list(held))
        for response, path, place, value in found.values_list("response", "path", "place", "value"):
            held[response][path, place] = value
        for response, number, weight, excluded in some:
            yield [number, weight, excluded, *(held[response].get(key, "") for key in places)]
        last = some[-1][0]


def said_rows(wave: Wave, paths: list[str]) -> QuerySet[Answer]:
    """What was said in words by those who count."""
    valid = Invitation.objects.filter(wave=wave, outcome=Invitation.RECEIVED, excluded="")
    answers = Answer.objects.filter(response__in=valid.values("response"), path__in=paths)
    return answers.exclude(value="").order_by("response", "pk")


def said_counts(wave: Wave, paths: list[str]) -> dict[str, int]:
    """How many they are, by path."""
    rows = said_rows(wave, paths).order_by().values_list("path")
    return dict(rows.annotate(n=Count("pk")).values_list("path", "n"))


def _name(path: str, place: str) -> str:
    inner = path.split("/", 2)[-1]
    return f"{inner}[{place}]" if place else inner
