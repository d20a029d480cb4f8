"""Finds the person of a session. Nobody signs in with a password here, so there is nothing to check."""

from typing import Any

from django.contrib.auth.backends import BaseBackend

from ngo2.accounts.models import Person


class PersonBackend(BaseBackend):
    def get_user(self, user_id: Any) -> Person | None:
        return Person.objects.filter(pk=user_id, is_active=True).first()
