"""A phone number or an e-mail address, as somebody types it, in the one form that we keep."""

import unicodedata
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from ngo2.lib import phones
from ngo2.lib.refusals import Refused

PHONE, EMAIL = "phone", "email"
_CHANNELS = {PHONE: "sms", EMAIL: "email"}
_LONGEST_EMAIL = 254


@dataclass(frozen=True)
class Address:
    """`kind` is phone or email; `value` is E.164 or lower case."""

    kind: str
    value: str

    @property
    def channel(self) -> str:
        return _CHANNELS[self.kind]

    def __str__(self) -> str:
        return phones.display(self.value, settings.NGO2_COUNTRY) if self.kind == PHONE else self.value

    @property
    def masked(self) -> str:
        """Enough for its owner to know it again, too little for somebody who looks over the shoulder."""
        if self.kind == PHONE:
            return phones.masked(self.value)
        name, _at, host = self.value.partition("@")
        return f"{name[:2]}****@{host}"


def read(text: str) -> Address:
    """What was typed (full-width letters, spaces and hyphens are fine); Refused says what is missing."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        raise Refused(_("Please write your mobile number or your e-mail address."), field="address")
    return _email(plain) if "@" in plain else _phone(plain)


def _email(plain: str) -> Address:
    value = plain.replace(" ", "").lower()
    try:
        validate_email(value)
    except ValidationError:
        value = ""
    if not value or len(value) > _LONGEST_EMAIL:
        raise Refused(
            _("This e-mail address is not complete. It looks like name@example.org."), field="address"
        )
    return Address(EMAIL, value)


def _phone(plain: str) -> Address:
    value = phones.normalise(plain, settings.NGO2_COUNTRY)
    if not value:
        raise Refused(
            _(
                "This is not a whole phone number. A mobile number in China has 11 digits; "
                "others begin with + and the country."
            ),
            field="address",
        )
    if not phones.is_mobile(value):
        raise Refused(
            _("We cannot send a code to this number. Give a mobile number, or an e-mail address."),
            field="address",
        )
    return Address(PHONE, value)
