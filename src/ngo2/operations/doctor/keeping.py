"""Is what people gave us kept: backups, the journal, the certificate?"""

import socket
import ssl
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from cryptography import x509
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from ngo2.kernel.journal import chain
from ngo2.kernel.journal.models import Entry, Seal, Unsealed
from ngo2.operations import queries
from ngo2.operations.doctor.lines import Finding, bad, ok, warn

PROVED_WITHIN = timedelta(days=9)
TAIL = 2000
FEW_DAYS = 14


def backup() -> Finding:
    found = queries.backups()
    if not found:
        return bad(
            _("There is no backup in %(folder)s.") % {"folder": settings.NGO2_BACKUP_DIR}, "ngo2 backup"
        )
    age = timezone.now() - found[0].made_at
    hours = age / timedelta(hours=1)
    if age > queries.TOO_OLD:
        return bad(_("The newest backup is %(hours).0f hours old.") % {"hours": hours}, "ngo2 backup")
    return ok(_("The newest backup is %(hours).0f hours old.") % {"hours": hours})


def proof() -> Finding:
    """A backup that was never restored is a hope."""
    proved = [one for one in queries.backups() if one.proof.exists()]
    if not proved or timezone.now() - proved[0].made_at > PROVED_WITHIN:
        newest = next((str(one.path) for one in queries.backups()), "FILE")
        return warn(_("No backup of the last days was restored to try it."), f"ngo2 restore {newest} --check")
    return ok(_("Tried by restoring: %(name)s") % {"name": proved[0].path.name})


def journal() -> Finding:
    """The last part of the chain; `ngo2 audit verify` walks all of it."""
    seals = list(Seal.objects.order_by("-seq")[: TAIL + 1])[::-1]
    entries = Entry.objects.in_bulk([one.entry_id for one in seals])
    before = chain.GENESIS if seals and seals[0].seq == 1 else ""
    for one in seals:
        entry = entries.get(one.entry_id)
        if before and (entry is None or chain.link(before, entry) != one.digest):
            return bad(
                _("The journal was altered at entry %(id)d.") % {"id": one.entry_id}, "ngo2 audit verify"
            )
        before = one.digest
    waiting = Unsealed.objects.count()
    return ok(
        _("The last %(n)d entries are whole, %(waiting)d wait to be sealed.")
        % {"n": len(seals), "waiting": waiting}
    )


def certificate() -> Finding:
    site = urlsplit(settings.NGO2_SITE_URL)
    if site.scheme != "https":
        return ok(_("The site is not served over https."))
    days = (expires(str(site.hostname), site.port or 443) - timezone.now()).days
    if days < FEW_DAYS:
        why = _("The certificate ends in %(days)d days.") % {"days": days}
        return Finding(
            "bad" if days < 3 else "warn", why, _("Renew it where https is ended (certbot renew).")
        )
    return ok(_("The certificate holds for %(days)d days.") % {"days": days})


def expires(host: str, port: int) -> datetime:
    """Until when the certificate shown there holds, whoever issued it."""
    anything = ssl.create_default_context()
    anything.check_hostname, anything.verify_mode = False, ssl.CERT_NONE
    raw = socket.create_connection((host, port), timeout=10)
    with raw, anything.wrap_socket(raw, server_hostname=host) as secure:
        shown = secure.getpeercert(binary_form=True) or b""
    return x509.load_der_x509_certificate(shown).not_valid_after_utc
