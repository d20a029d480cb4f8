import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from tqdm import tqdm

from ngo2.accounts.services import totp_now
from ngo2.demo.cast import SignIn, totp_secret
from ngo2.demo.services import Loaded, load_demo
from ngo2.lib.refusals import Refused


class Command(BaseCommand):
    help = "Load real lists and made-up examples; print who can sign in. Run again, it adds what is missing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--seed", type=int, default=7, help="Shakes the ages of the examples (default 7)."
        )
        parser.add_argument("--json", action="store_true", help="Print one JSON object and no progress bar.")
        parser.add_argument(
            "--code", action="store_true", help="Only print the code that Dana's authenticator shows now."
        )

    def handle(self, *args: Any, seed: int, code: bool, **options: Any) -> None:
        if code:
            self.stdout.write(totp_now(totp_secret()))
            return
        quiet = options["json"] or options["verbosity"] == 0
        try:
            with tqdm(unit=" rows", disable=quiet, leave=False) as bar:
                loaded = load_demo(lambda name, rows: _show(bar, name, rows), seed=seed)
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(_as_json(loaded) if options["json"] else _as_words(loaded))


def _show(bar: Any, name: str, rows: int) -> None:
    bar.set_description(name, refresh=False)
    bar.update(rows)


def _as_json(loaded: Loaded) -> str:
    counted = {name: dict(tally) for name, tally in loaded.read.items()}
    return json.dumps(
        {
            "read": counted,
            "added": loaded.added,
            "refused": dict(loaded.refused),
            "sign_ins": [asdict(one) for one in loaded.sign_ins],
        },
        ensure_ascii=False,
        indent=2,
    )


def _as_words(loaded: Loaded) -> str:
    lines = [
        _("The demo is loaded: %(added)d organisations are new.") % {"added": sum(loaded.added.values())}
    ]
    lines += [_told(name, loaded.read[name], count) for name, count in loaded.added.items()]
    lines += [_told_posts(name, loaded.read.get(name, {}), count) for name, count in loaded.posts.items()]
    for fact, count in sorted(loaded.refused.items()):
        lines.append(
            _("  %(count)d values of %(fact)s made no sense and were left out.")
            % {"count": count, "fact": fact}
        )
    return "\n".join([*lines, "", *_people(loaded.sign_ins)])


def _told(name: str, tally: Counter[str], added: int) -> str:
    """One line: the list, its rows, what was joined or left out, what is new."""
    titles = {
        "hubei_2020": _("Asked for supplies, Hubei 2020"),
        "offers_2020": _("Offered help, 2020"),
        "uk_charities": _("Charities of the United Kingdom"),
        "red_cross": _("Red Cross and Red Crescent"),
        "examples": _("Examples made for the demo"),
    }
    reasons = {
        "rows": _("%(n)d rows"),
        "joined": _("%(n)d joined with another of the same organisation"),
        "blank name": _("%(n)d without a name left out"),
        "no web address in it": _("%(n)d web addresses that are none"),
        "no postcode area": _("%(n)d without a known postcode"),
    }
    told = [reasons[reason] % {"n": count} for reason, count in tally.items() if count]
    return f"  {titles[name]}: " + "; ".join([*told, _("%(n)d new") % {"n": added}])


def _told_posts(name: str, tally: Mapping[str, int], added: int) -> str:
    titles = {
        "hubei_2020_needs": _("Needs of Hubei, 2020"),
        "hubei_2020_offers": _("Offers of 2020"),
        "example_posts": _("Needs and offers made for the demo"),
    }
    reasons = {
        "lines": _("%(n)d lines of things"),
        "asked": _("%(n)d things asked for"),
        "with a quantity": _("%(n)d with a quantity, the others in words only"),
        "asked for nothing": _("%(n)d asked for nothing"),
        "blank name": _("%(n)d without a name left out"),
    }
    told = [words % {"n": tally[reason]} for reason, words in reasons.items() if tally.get(reason)]
    return f"  {titles[name]}: " + "; ".join([*told, _("%(n)d new posts") % {"n": added}])


def _people(sign_ins: list[SignIn]) -> list[str]:
    lines = [_("Sign in with one of these addresses; the code appears on the page:")]
    for one in sign_ins:
        lines.append(f"  {one.email:<24}{one.who}")
        if one.totp_secret:
            lines.append(_("      key for the authenticator app: %(secret)s") % {"secret": one.totp_secret})
            lines.append(
                _("      or let the server count: %(command)s") % {"command": "ngo2 seed_demo --code"}
            )
    return lines
