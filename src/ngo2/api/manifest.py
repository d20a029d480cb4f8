from django.utils.translation import gettext_lazy as _

from ngo2.accounts.scopes import TokenScope, token_scopes
from ngo2.api.operations import OWN

token_scopes.add(TokenScope(OWN, _("Read the whole record of the organisations I belong to")))
