from django.urls import path

from ngo2.organisations.views import (
    claims,
    create,
    directory,
    edit,
    history,
    invitations,
    members,
    organisation,
    proposals,
    question,
)
from ngo2.organisations.views.imports import lines, start, steps

app_name = "organisations"
_one = "organisations/<int:pk>/"
_list = "organisations/import/<int:pk>/"
urlpatterns = [
    path("organisations/", directory.directory, name="directory"),
    path("organisations/in/<str:country>/", directory.directory, name="country"),
    path("organisations/in/<str:country>/<str:code>/", directory.directory, name="area"),
    path("organisations/download.<slug:ending>", directory.directory_file, name="directory_file"),
    path(
        "organisations/in/<str:country>/download.<slug:ending>", directory.directory_file, name="country_file"
    ),
    path(
        "organisations/in/<str:country>/<str:code>/download.<slug:ending>",
        directory.directory_file,
        name="area_file",
    ),
    path("organisations/new/", create.new, name="new"),
    path("organisations/new/<slug:step>/", create.new_step, name="new_step"),
    path("organisations/claims/<int:claim>/", claims.decide_claim, name="decide_claim"),
    path("organisations/import/", start.imports, name="imports"),
    path(_list, steps.one, name="import"),
    path(f"{_list}lines/<int:line>/", lines.line, name="import_line"),
    path(f"{_list}bad-lines.csv", lines.bad_lines, name="import_bad_lines"),
    path(f"{_list}mended/", lines.mended, name="import_mended"),
    path(_one, organisation.organisation, name="organisation"),
    path(f"{_one}history/", history.history, name="history"),
    path(f"{_one}edit/", edit.edit, name="edit"),
    path(f"{_one}edit/<slug:field>/", question.question, name="question"),
    path(f"{_one}claim/", claims.claim, name="claim"),
    path(f"{_one}claim/code/", claims.claim_code, name="claim_code"),
    path(f"{_one}claim/document/", claims.claim_document, name="claim_document"),
    path(f"{_one}claim/note/", claims.claim_staff, name="claim_staff"),
    path(f"{_one}claim/cancel/", claims.cancel, name="cancel_claim"),
    path(f"{_one}members/", members.members, name="members"),
    path(f"{_one}members/<int:membership>/", members.member, name="member"),
    path(f"{_one}members/invite/", invitations.invite, name="invite"),
    path(f"{_one}members/invitations/<int:invitation>/", invitations.invitation, name="invitation"),
    path(f"{_one}members/invitations/<int:invitation>/paper/", invitations.paper, name="invitation_paper"),
    path(f"{_one}members/invitations/<int:invitation>/revoke/", invitations.revoke, name="revoke_invitation"),
    path(f"{_one}propose/", proposals.propose, name="propose"),
    path(f"{_one}propose/<slug:field>/", proposals.propose_field, name="propose_field"),
    path(f"{_one}proposals/", proposals.proposals, name="proposals"),
    path(f"{_one}proposals/<int:proposal>/", proposals.decide, name="decide_proposal"),
    path("invitations/", invitations.join, name="join"),
    path("invitations/<str:code>/", invitations.accept, name="accept"),
]
