"""`transform` in a child process within limits: a form of strangers can ask a stylesheet for a week of work."""

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from ngo2.lib import child
from ngo2.questionnaires.enketo.languages import Language
from ngo2.questionnaires.enketo.refusing import Unfit, Why
from ngo2.questionnaires.enketo.transforming import External, Transformed
from ngo2.questionnaires.enketo.transforming import transform as here

# A form of 3 million bytes with 60,000 choices takes 1.5 s and 400 MB.
LIMITS = child.Limits(memory=1_500_000_000, seconds=20, patience=40)


def transform(xform: bytes, *, media: Mapping[str, str] | None = None, theme: str = "") -> Transformed:
    """As `transforming.transform`; Unfit with TOO_HARD when it takes longer or more memory than LIMITS."""
    given = json.dumps({"media": dict(media or {}), "theme": theme}).encode()
    said = child.run(Path(__file__), LIMITS, b"%d\n%s%s" % (len(given), given, xform))
    if said is None:
        raise Unfit(Why.TOO_HARD)
    made = json.loads(said)
    if "why" in made:
        raise Unfit(Why(made["why"]), made["detail"])
    for name, kind in (("languages", Language), ("external", External)):
        made[name] = tuple(kind(**each) for each in made[name])
    made["media"] = tuple(made["media"])
    return Transformed(**made)


def main() -> None:
    """The child: the length of the options, the options, the form."""
    length, _, rest = sys.stdin.buffer.read().partition(b"\n")
    options = json.loads(rest[: int(length)])
    try:
        made = asdict(here(rest[int(length) :], media=options["media"], theme=options["theme"]))
    except Unfit as unfit:
        made = {"why": unfit.why, "detail": unfit.detail}
    sys.stdout.write(json.dumps(made))


if __name__ == "__main__":
    main()
