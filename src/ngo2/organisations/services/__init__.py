from ngo2.organisations.services.record import (
    Made,
    NewOrganisation,
    Outcome,
    assert_facts,
    create_organisation,
    create_organisations,
    decide_proposal,
    rebuild,
)

__all__ = [
    "Made",
    "NewOrganisation",
    "Outcome",
    "assert_facts",
    "create_organisation",
    "create_organisations",
    "decide_proposal",
    "rebuild",
]
