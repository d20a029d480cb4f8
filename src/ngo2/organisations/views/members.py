"""Who may act for the organisation: the list, and one page for each member."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from ngo2.accounts import consents
from ngo2.accounts import queries as accounts
from ngo2.accounts.services import give_consent
from ngo2.kernel.ui import forms as ui_forms
from ngo2.kernel.ui.showing import reads, show
from ngo2.lib.actors import actor_of
from ngo2.lib.permissions import may
from ngo2.lib.refusals import Denied, Hidden, Refused
from ngo2.organisations import queries, services
from ngo2.organisations.acting import of_record, trail
from ngo2.organisations.forms.members import AnswersForm, RoleForm
from ngo2.organisations.models import Membership, Organisation
from ngo2.organisations.services import askings


def role_name(role: str) -> str:
    return {
        Membership.OWNER: _("owner"),
        Membership.EDITOR: _("editor"),
        Membership.VIEWER: _("viewer"),
    }.get(role, role)


@of_record("organisations.see")
@reads
def members(request: HttpRequest, record: Organisation) -> HttpResponse:
    manages = may(actor_of(request), "organisations.manage_members", record)
    shown = [
        (
            one,
            role_name(one.role),
            one.person_id == request.user.pk,
            manages or one.person_id == request.user.pk,
        )
        for one in queries.members_of(record)
    ]
    invitations = services.open_invitations(record) if manages else ()
    context = {
        "record": record,
        "trail": trail(record, (_("Members"), "")),
        "members": shown,
        "manages": manages,
        "badges": askings.badges_of(record) if manages else (),
        "invitations": [(one, role_name(one.role)) for one in invitations],
    }
    return show(request, "organisations/members.html", context)


@of_record("organisations.see")
@ui_forms.once
def member(request: HttpRequest, record: Organisation, membership: int) -> HttpResponse:
    one = record.memberships.filter(pk=membership).select_related("person", "organisation").first()
    if one is None:
        raise Hidden("membership")
    own = one.person_id == request.user.pk
    manages = may(actor_of(request), "organisations.manage_members", record)
    if not own and not manages:
        raise Denied("organisations.manage_members")
    do = request.POST.get("do", "") if request.method == "POST" else ""
    role = RoleForm(request.POST if do == "role" else None, initial={"role": one.role})
    answers = AnswersForm(request.POST if do == "answers" else None, initial={"answers": _answers_now(one)})
    refused = ""
    if do:
        try:
            if done := _done(request, one, do, role, answers):
                messages.success(request, done)
                gone = do == "leave" and own
                if gone:
                    return redirect(settings.LOGIN_REDIRECT_URL)
                return redirect("organisations:members", record.pk)
        except Refused as refusal:
            refused = str(refusal)
    context = {
        "record": record,
        "trail": trail(record, (_("Members"), "../"), (str(one.person), "")),
        "member": one,
        "role_now": role_name(one.role),
        "own": own,
        "manages": manages,
        "role_form": role,
        "answers_form": answers,
        "consent": consents.purposes[consents.PUBLISH_CONTACT],
        "refused": refused,
    }
    return show(request, "organisations/member.html", context)


def _done(request: HttpRequest, one: Membership, do: str, role: RoleForm, answers: AnswersForm) -> str:
    """What was done, in words; empty when the form has to come again. Raises Refused."""
    actor, name = actor_of(request), {"name": str(one.person)}
    if do == "role":
        if not role.is_valid():
            return ""
        services.change_role(actor, one, role=role.cleaned_data["role"])
        return _("%(name)s may do something else from now on.") % name
    if do == "answers":
        return _answered(request, one, answers)
    if do == "suspend":
        services.suspend_member(actor, one)
        return _("%(name)s can do nothing here until you let them in again.") % name
    if do == "return":
        services.return_member(actor, one)
        return _("%(name)s is let in again.") % name
    if do == "leave":
        services.leave(actor, one)
        return _("%(name)s is no longer a member.") % name
    raise Refused(_("We do not know this button. Load the page again, and press one of its buttons."))


def _answered(request: HttpRequest, one: Membership, form: AnswersForm) -> str:
    """Nobody answers this for somebody else."""
    if one.person_id != request.user.pk:
        raise Denied("organisations.answers")
    if not form.is_valid():
        return ""
    actor, said = actor_of(request), form.cleaned_data["answers"]
    if said == "public":
        give_consent(actor, one.person, consents.PUBLISH_CONTACT, "web")
    services.set_answers(actor, one, answers=said == "public")
    return _("Saved. You can change this at any time.")


def _answers_now(one: Membership) -> str:
    if not one.answers:
        return "no"
    return "public" if accounts.has_consent(one.person, consents.PUBLISH_CONTACT) else ""
