"""Where django-allauth asks us: how a sign-in ends, who is suspended, how secrets are kept."""

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.stagekit import clear_login
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from ngo2.accounts import presence
from ngo2.accounts.models import Person
from ngo2.kernel.journal.services import record
from ngo2.lib.actors import person_actor


def safe_path(request: HttpRequest, path: str) -> str:
    """`path` when it leads to this site, else ''."""
    safe = url_has_allowed_host_and_scheme(path, {request.get_host()}, require_https=request.is_secure())
    return path if safe else ""


class AccountAdapter(DefaultAccountAdapter):
    def get_login_stages(self) -> list[str]:
        return ["ngo2.accounts.stages.SecondStep"]

    def get_client_ip(self, request: HttpRequest) -> str:
        return presence.address(request)

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        """Only who has proved to be this person comes here, so it tells nobody else."""
        clear_login(request)
        return HttpResponseRedirect(resolve_url("accounts:suspended"))

    def post_login(self, request: HttpRequest, user: Person, **kwargs: Any) -> HttpResponse:
        methods = [one["method"] for one in get_authentication_records(request, user)]
        record(person_actor(user), "accounts.person.signed_in", user, data={"methods": methods})
        request.session.save()
        presence.note(request)
        after = safe_path(request, kwargs.get("redirect_url") or "")
        return HttpResponseRedirect(after or resolve_url(settings.LOGIN_REDIRECT_URL))


class SecondStepAdapter(DefaultMFAAdapter):
    """Secrets of authenticators are encrypted in the database; the key is outside it."""

    def encrypt(self, text: str) -> str:
        return _boxes().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _boxes().decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self) -> str:
        return _("NGO 2.0")

    def get_totp_label(self, user: Any) -> str:
        return str(user)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": _("NGO 2.0")}

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        entity = super().get_public_key_credential_user_entity(user)
        return {**entity, "display_name": str(user), "name": str(user)}

    def _get_site_name(self) -> str:
        return _("NGO 2.0")


def _boxes() -> MultiFernet:
    """Made of the site's secret: the one of now encrypts, those of before still decrypt."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [
        salted_hmac("accounts.authenticators", "key", secret=one, algorithm="sha256").digest()
        for one in secrets
    ]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
