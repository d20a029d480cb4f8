"""Who stands behind each answer of a wave, as the record says it today: what results are weighted and narrowed by."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count

from ngo2.surveys.models import Invitation, Wave
from ngo2.surveys.queries import frames


@dataclass(frozen=True)
class Standing:
    """One answer that was received. `weight` is 0 of who was not drawn; `excluded` "" of who counts.

    `kind`, `area`, `country` are "" without a record; `staff` and `trained` None where the record does not say.
    """

    response: int
    respondent: int
    weight: float
    excluded: str
    kind: str
    country: str
    area: str
    staff: int | None
    trained: bool | None


def standings(wave: Wave) -> list[Standing]:
    """By the number of the response, as the rows of the columns are."""
    rows = Invitation.objects.filter(wave=wave, outcome=Invitation.RECEIVED, response__isnull=False)
    organisation = "respondent__organisation__"
    values = rows.order_by("response").values_list(
        "response",
        "respondent__number",
        "weight",
        "excluded",
        f"{organisation}kind",
        f"{organisation}country",
        f"{organisation}area1",
        f"{organisation}facts__staff__v",
        f"{organisation}facts__trained__v__trained",
    )
    return [
        Standing(
            response, number, weight, excluded, kind or "", country or "", area or "", _whole(staff), _yes(trained)
        )
        for response, number, weight, excluded, kind, country, area, staff, trained in values.iterator(5_000)
    ]  # fmt: skip


def kinds_of_frame(wave: Wave) -> dict[str, int]:
    """How many of those the wave is about are of which kind today; `wave.counts` has their provinces as of the draw."""
    rows = frames.organisations(wave.frame).order_by().values_list("kind").annotate(n=Count("pk"))
    return dict(Counter(dict(rows)))


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _yes(value: object) -> bool | None:
    return value if isinstance(value, bool) else None
