"""The second step on the way in: part of allauth's login, so that no way of signing in can go around it."""

from typing import Any

from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.webauthn.internal.flows import did_use_passwordless_login
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

from ngo2.accounts import second_step


class SecondStep(AuthenticateStage):
    """Asked when an authenticator app is set up. A passkey is device and person at once: no second step.

    Unlike allauth's own, a passkey alone does not ask for itself after a code: who added one on one phone
    must still get in from another.
    """

    urlname = "accounts:second_step"

    def handle(self) -> tuple[HttpResponseRedirect | None, bool]:
        if not self._should_handle(self.request):
            return None, True
        self.state["authentication_required"] = True
        return HttpResponseRedirect(reverse(self.urlname)), True

    def _should_handle(self, request: HttpRequest) -> bool:
        person: Any = self.login.user
        return second_step.has_authenticator(person) and not did_use_passwordless_login(request, person)
