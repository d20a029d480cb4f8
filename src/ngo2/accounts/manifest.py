"""What accounts contribute: verbs, messages about one's own security, personal data, cleaning up."""

from datetime import time

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ngo2.accounts import consents, notices, proof, queries, services
from ngo2.accounts.personal_data import declare_all
from ngo2.kernel.jobs.schedule import DAILY, Scheduled, schedule
from ngo2.kernel.journal.verbs import Verb, verbs
from ngo2.kernel.notify.types import MessageType, address_book, types
from ngo2.kernel.privacy.proof import ask_with

CONTACTS = (consents.CONTACTS,)

verbs.add(
    Verb("accounts.person.joined", _("Somebody came in for the first time")),
    Verb("accounts.person.signed_in", _("Somebody signed in")),
    Verb("accounts.person.renamed", _("Somebody changed their name or language"), touches=CONTACTS),
    Verb("accounts.person.staff", _("Somebody joined or left the platform team")),
    Verb("accounts.person.suspended", _("Somebody was suspended"), touches=CONTACTS),
    Verb("accounts.person.returned", _("Somebody suspended was let in again"), touches=CONTACTS),
    Verb("accounts.person.left", _("Somebody did not agree to the terms and left"), touches=CONTACTS),
    Verb("accounts.identity.added", _("A way to sign in was added")),
    Verb("accounts.identity.removed", _("A way to sign in was removed")),
    Verb("accounts.passkey.added", _("A passkey was added")),
    Verb("accounts.passkey.removed", _("A passkey was removed")),
    Verb("accounts.second_step.added", _("An authenticator app was set up")),
    Verb("accounts.second_step.removed", _("An authenticator app was removed")),
    Verb("accounts.recovery_codes.made", _("New recovery codes were made")),
    Verb("accounts.session.ended", _("One device was signed out")),
    Verb("accounts.sessions.ended", _("All devices were signed out")),
    Verb("accounts.join_code.issued", _("A code on paper was issued")),
    Verb("accounts.join_code.used", _("A code on paper was used")),
    Verb("accounts.join_code.revoked", _("A code on paper was taken back")),
    Verb("accounts.token.made", _("A token for a program was made")),
    Verb("accounts.token.revoked", _("A token for a program was taken back")),
    Verb("accounts.consent.given", _("A consent was given")),
    Verb("accounts.consent.declined", _("A consent was refused")),
    Verb("accounts.consent.withdrawn", _("A consent was taken back"), touches=CONTACTS),
)

address_book.register(queries.addresses_of)
ask_with(proof.missing)  # before somebody erases their account

types.add(
    MessageType(
        name="accounts.methods_changed",
        label=_("Somebody changed how you sign in"),
        verbs=(
            "accounts.identity.added",
            "accounts.identity.removed",
            "accounts.passkey.added",
            "accounts.passkey.removed",
            "accounts.second_step.added",
            "accounts.second_step.removed",
        ),
        recipients=notices.person_and_removed_address,
        subject=_("The way you sign in to NGO 2.0 has changed"),
        body=_(
            "%(what)s. If this was you, all is well. If not, open the page below, sign out everywhere, "
            "and remove what you do not know."
        ),
        context=notices.what_happened,
        link=lambda entry: reverse("accounts:security"),
        mandatory=True,
    ),
    MessageType(
        name="accounts.token_made",
        label=_("A token for a program was made in your name"),
        verbs=("accounts.token.made",),
        recipients=notices.person_behind_entry,
        subject=_("A new token for a program was made in your name"),
        body=_(
            "A program that holds it can read what you allowed. If this was you, all is well. If not, open the "
            "page below, take the token back, and sign out everywhere."
        ),
        link=lambda entry: reverse("accounts:tokens"),
        channels=("email", "inapp"),
        mandatory=True,
    ),
    MessageType(
        name="accounts.signed_out_everywhere",
        label=_("You were signed out everywhere"),
        verbs=("accounts.sessions.ended",),
        recipients=notices.person_behind_entry,
        subject=_("You were signed out of NGO 2.0 on all devices"),
        body=_("All your devices were signed out. To come back, sign in again as you always do."),
        link=lambda entry: reverse("accounts:sign_in"),
        channels=("email", "inapp"),
        mandatory=True,
    ),
)

schedule.add(
    Scheduled(
        "accounts.forget_ended_sessions",
        services.forget_ended_sessions,
        DAILY,
        "Delete sessions that have run out.",
        time(3, 45),
    ),
)

declare_all()
