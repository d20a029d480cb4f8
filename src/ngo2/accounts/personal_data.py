"""What accounts keep about persons: each field with its purpose, how long, and what erasure does."""

from django.utils.translation import gettext_lazy as _

from ngo2.lib.personal import UNTIL_ERASED, UNTIL_REMOVED, Erase, Personal, Retention, days, declare

_SESSION = Retention(_("Until that session ends: 60 days after you last signed in there."))
_PROOF = Erase.KEEP(_("We must be able to show what was agreed to and when (PIPL 14, 55)."))
_WHILE_THERE = Retention(_("Until you change it, or erase your account."))


def declare_all() -> None:
    _persons()
    _signing_in()
    _consents()
    _tokens()


def _persons() -> None:
    declare(
        "accounts.Person",
        title=_("Who you are"),
        person="self",
        fields={
            "name": Personal(
                _("So that people you work with here know you."), _WHILE_THERE, label=_("Your name")
            ),
            "language": Personal(
                _("To write to you in your language."),
                _WHILE_THERE,
                erase=Erase.KEEP(_("It says nothing about you without your name.")),
                label=_("Language"),
            ),
            "last_login": Personal(
                _("To see that an account is alive."), UNTIL_ERASED, label=_("When you last signed in")
            ),
            "joined_at": Personal(
                _("To see since when an account exists."),
                UNTIL_ERASED,
                erase=Erase.KEEP(_("It says nothing about you without your name.")),
                label=_("When you came in for the first time"),
            ),
            "handle": Personal(
                _("To name you in addresses of pages."),
                UNTIL_ERASED,
                export=False,
                label=_("Number in addresses"),
            ),
        },
        plain={"terms_version", "session_epoch", "is_active", "is_staff"},
    )
    declare(
        "accounts.Identity",
        title=_("How you sign in"),
        person="person",
        fields={
            "value": Personal(
                _("To send you sign-in codes and messages."),
                UNTIL_REMOVED,
                erase=Erase.DELETE_ROW,
                label=_("Phone number or e-mail address"),
            ),
            "verified_at": Personal(
                _("To know that it is yours."), UNTIL_REMOVED, erase=Erase.DELETE_ROW, label=_("Proved on")
            ),
        },
        plain={"person", "kind"},
    )


def _signing_in() -> None:
    declare(
        "accounts.Challenge",
        title=_("Sign-in codes of today"),
        rows="ngo2.accounts.queries.challenges_to",
        fields={
            "address": Personal(
                _("To know where the code went that you type in."),
                days(1, "made_at"),
                erase=Erase.DELETE_ROW,
                label=_("Where a code was sent"),
            ),
        },
        plain={"token", "purpose", "kind", "person", "code_digest"},
    )
    declare(
        "accounts.JoinCode",
        title=_("Codes on paper"),
        person="used_by",
        fields={
            "used_by": Personal(
                _("To see who came in with a code on paper."),
                UNTIL_ERASED,
                label=_("You used a code on paper"),
            ),
            "person": Personal(
                _("A code on paper that was made for you."),
                UNTIL_ERASED,
                person="person",
                erase=Erase.DELETE_ROW,
                label=_("A code on paper made for you"),
            ),
            "issued_by": Personal(
                _("To see who of the team issued a code."),
                UNTIL_ERASED,
                person="issued_by",
                label=_("You issued a code"),
            ),
        },
        plain={"digest", "scope"},
    )
    declare(
        "mfa.Authenticator",
        title=_("Passkeys and authenticator app"),
        person="user",
        fields={
            "data": Personal(
                _("To recognise your device when you sign in."),
                UNTIL_REMOVED,
                erase=Erase.DELETE_ROW,
                export=False,
                label=_("Keys of your devices"),
            ),
            "created_at": Personal(
                _("To show you when it was added."),
                UNTIL_REMOVED,
                erase=Erase.DELETE_ROW,
                label=_("Added on"),
            ),
            "last_used_at": Personal(
                _("To show you when it was used."),
                UNTIL_REMOVED,
                erase=Erase.DELETE_ROW,
                label=_("Last used"),
            ),
        },
        plain={"user", "type"},
    )
    declare(
        "usersessions.UserSession",
        title=_("Where you are signed in"),
        person="user",
        fields={
            "ip": Personal(
                _("So that you recognise a sign-in that is not yours."),
                _SESSION,
                erase=Erase.DELETE_ROW,
                label=_("Network address"),
            ),
            "user_agent": Personal(
                _("So that you recognise a sign-in that is not yours."),
                _SESSION,
                erase=Erase.DELETE_ROW,
                label=_("Device and browser"),
            ),
        },
        plain={"user", "session_key", "data"},
    )
    declare(
        "sessions.Session",
        title=_("Your sessions"),
        rows="ngo2.accounts.queries.sessions_of",
        fields={
            "session_data": Personal(
                _("To keep you signed in."),
                _SESSION,
                erase=Erase.DELETE_ROW,
                export=False,
                label=_("Session"),
            ),
        },
        plain={"session_key"},
    )
    # Tables of the library that we leave empty: addresses stand in Identity.
    declare("account.EmailAddress", plain={"user", "email"})
    declare("account.EmailConfirmation", plain={"key"})


def _consents() -> None:
    kept = Retention(_("As long as your account, and after that without your name."))
    words = {
        "purpose": _("What for"),
        "version": _("Version of the words"),
        "channel": _("How you answered"),
        "given_at": _("Agreed on"),
        "declined_at": _("Refused on"),
        "withdrawn_at": _("Taken back on"),
    }
    reason = _("To be able to show what you agreed to, and to stop at once when you take it back.")
    declare(
        "accounts.Consent",
        title=_("What you agreed to"),
        person="person",
        fields={
            **{name: Personal(reason, kept, erase=_PROOF, label=label) for name, label in words.items()},
            "evidence": Personal(reason, kept, label=_("Where the signed paper is kept")),
        },
        plain={"person", "language", "text_digest"},
    )


def _tokens() -> None:
    why = _("So that a program of yours can read what you allowed it, and you can take that back.")
    declare(
        "accounts.ApiToken",
        title=_("Tokens of your programs"),
        person="person",
        fields={
            "name": Personal(why, UNTIL_ERASED, erase=Erase.DELETE_ROW, label=_("Name of a token")),
            "prefix": Personal(why, UNTIL_ERASED, erase=Erase.DELETE_ROW, label=_("How it begins")),
            "made_at": Personal(why, UNTIL_ERASED, erase=Erase.DELETE_ROW, label=_("Made on")),
            "last_used_on": Personal(why, UNTIL_ERASED, erase=Erase.DELETE_ROW, label=_("Last used")),
        },
        plain={"person", "digest", "scopes"},
    )
