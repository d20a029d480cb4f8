"""Where an assertion comes from."""

from dataclasses import dataclass

from ngo2.organisations.facts.choices import OWN, TRUSTED


@dataclass(frozen=True)
class Source:
    """`kind` is a key of `facts.choices.SOURCES`; `label` names the list or survey, `url` where it can be looked up."""

    kind: str
    label: str = ""
    url: str = ""
    batch: int | None = None  # the Import that says it, so that it can be undone

    @property
    def is_own(self) -> bool:
        return self.kind in OWN

    @property
    def is_trusted(self) -> bool:
        return self.kind in TRUSTED


OWNER = Source("owner")
STAFF = Source("staff")
PROPOSAL = Source("proposal")
LINK = Source("link")
SMS = Source("sms")
ASKED = frozenset({LINK.kind, SMS.kind})  # said by whoever was asked, without signing in
