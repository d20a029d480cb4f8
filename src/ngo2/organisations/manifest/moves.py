"""What moves when two records become one: of the record itself, and of the rooms below, which cannot point up."""

from django.utils.translation import gettext_lazy as _

from ngo2.organisations.references import Reference, Staying, references, staying
from ngo2.organisations.services.merging import doubles

_DECIDED = ("Assertion", "Claim", "Likeness", "Merge", "Verification", "Handover")


def contribute() -> None:
    _own()
    _below()
    _staying()


def _own() -> None:
    references.add(
        Reference("organisations.Assertion", "organisation", _("Facts said")),
        Reference("organisations.CauseOf", "organisation", settle=doubles.made_anew),
        Reference("organisations.LikenessKey", "organisation", settle=doubles.made_anew),
        Reference("organisations.Membership", "organisation", _("Members"), settle=doubles.membership),
        Reference("organisations.Claim", "organisation", _("Claims"), settle=doubles.claim),
        Reference("organisations.Invitation", "organisation", _("Invitations")),
        Reference("organisations.ImportRow", "organisation", _("Lines of lists")),
        Reference("organisations.Asking", "organisation", _("Links that ask whether facts hold")),
        Reference("organisations.Verification", "organisation", _("Checks"), settle=doubles.verification),
        Reference("organisations.Vouch", "organisation", _("Vouched for by others"), settle=doubles.vouch),
        Reference("organisations.Vouch", "by", _("Vouches for others"), settle=doubles.vouch),
        Reference("organisations.Handover", "organisation", _("Hand-overs")),
        Reference("organisations.Voice", "speaks_for", _("Voices in hand-overs of others")),
        Reference("organisations.Partner", "organisation", _("Partnerships"), settle=doubles.partner),
        Reference("organisations.Likeness", "first", _("Records that look alike"), settle=doubles.likeness),
        Reference("organisations.Likeness", "second", _("Records that look alike"), settle=doubles.likeness),
        Reference("organisations.Organisation", "merged_into", _("Records joined before")),
    )
    references.add(
        *(
            Reference(f"organisations.{model}", "decided_for", _("Decisions as a partner"))
            for model in _DECIDED
        )
    )


def _below() -> None:
    references.add(
        Reference("files.File", "scope", _("Files"), "organisation:{pk}"),
        Reference("files.File", "scope", _("Documents of claims"), "claim:{pk}."),
        Reference("files.Usage", "scope", "", "organisation:{pk}", doubles.usage),
        Reference("files.Usage", "scope", "", "claim:{pk}.", doubles.usage),
        Reference("files.File", "scope", _("Documents of checks"), "check:{pk}"),
        Reference("files.File", "scope", _("Documents of hand-overs"), "handover:{pk}."),
        Reference("files.Usage", "scope", "", "check:{pk}", doubles.usage),
        Reference("files.Usage", "scope", "", "handover:{pk}.", doubles.usage),
        Reference("notify.WebhookEndpoint", "scope", _("Webhooks"), "organisation:{pk}"),
        Reference("notify.IncomingSms", "scope", _("Text messages"), "organisation:{pk}"),
        Reference("accounts.JoinCode", "scope", _("Codes on paper"), "organisation:{pk}"),
        Reference("ui.Draft", "key", _("Unfinished answers"), "organisation:{pk}:", doubles.draft),
        Reference("ui.Draft", "key", _("Unfinished proposals"), "propose:{pk}:", doubles.draft),
    )


def _staying() -> None:
    staying.add(
        Staying(
            "organisations.Merge",
            "kept",
            "What was joined into what is history; undoing follows it, last first.",
        ),
        Staying("organisations.Merge", "gone", "The same."),
        Staying(
            "journal.Entry",
            "scope",
            "Entries are never changed; the page of the kept record tells of the other.",
        ),
    )
