"""What the record contributes to the mechanisms below it."""

from django.utils.translation import gettext_lazy as _

from ngo2.kernel.files.scopes import scopes
from ngo2.kernel.journal.verbs import Verb, verbs
from ngo2.kernel.maps.layers import layers
from ngo2.kernel.notify.types import types
from ngo2.kernel.opendata.datasets import datasets as open_datasets
from ngo2.kernel.privacy.obstacles import obstacles
from ngo2.kernel.queue.kinds import kinds
from ngo2.kernel.search.nouns import nouns
from ngo2.organisations.manifest import (
    askings,
    follows,
    likenesses,
    lists,
    merges,
    messages,
    moves,
    paper,
    personal_data,
    queue_items,
)
from ngo2.organisations.manifest import trust as trust_parts
from ngo2.organisations.manifest.datasets import ORGANISATIONS
from ngo2.organisations.manifest.files import CLAIM, ORGANISATION
from ngo2.organisations.manifest.searching import FOUND
from ngo2.organisations.manifest.unlocks import LISTED_FIRST
from ngo2.organisations.map_layer import ORGANISATIONS as ORGANISATIONS_LAYER
from ngo2.organisations.page import facts, money, sources, trust, work
from ngo2.organisations.sections import Section, sections
from ngo2.organisations.unlocks import unlocks
from ngo2.organisations.views import looks_after
from ngo2.organisations.views.people import people

PAGES = ("organisations", "organisation:{object_id}")

verbs.add(
    Verb("organisations.created", _("The record was made"), touches=PAGES, shown=True),
    Verb("organisations.facts.changed", _("Facts were changed"), touches=PAGES, shown=True),
    Verb("organisations.facts.confirmed", _("Facts were confirmed"), touches=PAGES, shown=True),
    Verb(
        "organisations.aged", _("Nobody confirmed facts of the record, so it counts as older"), touches=PAGES
    ),
    Verb("organisations.facts.proposed", _("A correction was proposed")),
    Verb("organisations.proposal.accepted", _("A proposed correction was taken"), touches=PAGES, shown=True),
    Verb("organisations.proposal.declined", _("A proposed correction was declined")),
    Verb("organisations.facts.held", _("A change waits for a look before it shows")),
    Verb("organisations.held.accepted", _("A change was looked at and taken"), touches=PAGES, shown=True),
    Verb("organisations.held.declined", _("A change was looked at and not taken")),
    Verb("organisations.held.withdrawn", _("A change that waited was taken back")),
    Verb("organisations.partner.made", _("It looks after a part of the directory now"), touches=PAGES),
    Verb("organisations.partner.changed", _("What a partner looks after was changed"), touches=PAGES),
    Verb("organisations.partner.ended", _("It no longer looks after a part of the directory"), touches=PAGES),
    Verb("organisations.partner.overruled", _("The platform team overruled a partner")),
    Verb("organisations.closed", _("It left the directory"), touches=PAGES),
    Verb("organisations.reopened", _("It came back into the directory"), touches=PAGES),
    Verb("organisations.claim.made", _("Somebody asked to run this record")),
    Verb("organisations.claim.approved", _("The record has an owner now"), touches=PAGES, shown=True),
    Verb("organisations.claim.declined", _("A claim was declined")),
    Verb("organisations.claim.cancelled", _("A claim was taken back")),
    Verb("organisations.invitation.made", _("A member was invited")),
    Verb("organisations.invitation.revoked", _("An invitation was taken back")),
    Verb("organisations.member.joined", _("A member joined"), touches=PAGES),
    Verb("organisations.member.changed", _("A member's role was changed"), touches=PAGES),
    Verb("organisations.member.suspended", _("A member was suspended"), touches=PAGES),
    Verb("organisations.member.returned", _("A suspended member was let in again"), touches=PAGES),
    Verb("organisations.member.left", _("A member left"), touches=PAGES),
)

sections.add(
    Section("facts", 10, "main", "organisations/sections/facts.html", facts.context),
    Section("projects", 30, "main", "organisations/sections/projects.html", work.projects_context),
    Section("money", 40, "main", "organisations/sections/money.html", money.context),
    Section("sources", 90, "main", "organisations/sections/sources.html", sources.context),
    Section("trust", 10, "side", "organisations/sections/trust.html", trust.context),
    Section("partner", 15, "side", "organisations/sections/partner.html", looks_after.context),
    Section("people", 20, "side", "organisations/sections/people.html", people),
    Section("trained", 30, "side", "organisations/sections/trained.html", work.trained_context),
)

scopes.add(ORGANISATION, CLAIM)
types.add(*messages.ALL)
unlocks.add(LISTED_FIRST)
kinds.add(*queue_items.ALL)
layers.add(ORGANISATIONS_LAYER)
open_datasets.add(ORGANISATIONS)
nouns.add(FOUND)
obstacles.add(personal_data.SOLE_OWNER)
personal_data.declare_all()
lists.contribute()
askings.contribute()
trust_parts.contribute()
moves.contribute()
merges.contribute()
paper.contribute()
follows.contribute()
likenesses.contribute()
