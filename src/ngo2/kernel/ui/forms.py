"""Every form carries an idempotency key: pressing twice, or sending again on a bad network, does it once."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.ui.models import Receipt
from ngo2.lib.refusals import Refused

FIELD = "form_key"
_PATIENCE = timedelta(seconds=60)


class StillWorking(Refused):
    """Answered as 409: the first press is being worked on."""

    def __init__(self) -> None:
        super().__init__(
            _("Your first press is still being worked on. Wait a moment, then load this page again."),
            code="busy",
        )


def new_key() -> str:
    return get_random_string(22)


def once(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorate a view whose POST ends in a redirect. The same key answers with the first redirect again.

    Effect and receipt are one transaction; an answer that is no redirect (a form with errors) leaves no receipt,
    so that the person can mend the form and send it with the same key.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = request.POST.get(FIELD, "")[:80] if request.method == "POST" else ""
        if not key:
            return view(request, *args, **kwargs)
        user = request.user
        owner = f"person:{user.pk}" if user.is_authenticated else f"session:{request.session.session_key}"
        digest = hashlib.sha256(f"{owner}\n{request.path}\n{key}".encode()).hexdigest()
        since = timezone.now()
        earlier = _claim(digest, since)
        if earlier is not None:
            return HttpResponseRedirect(earlier)
        mine = Receipt.objects.filter(digest=digest, at=since, location="")
        done = False
        try:
            with transaction.atomic():
                response = view(request, *args, **kwargs)
                if 300 <= response.status_code < 400:
                    if not mine.update(location=response["Location"][:500]):
                        raise StillWorking  # we were slow and somebody took over: undo what we did
                    done = True
            return response
        finally:
            if not done:
                mine.delete()

    wrapped.once = True  # type: ignore[attr-defined]
    return wrapped


def _claim(digest: str, now: datetime) -> str | None:
    """None: the press is ours. Else where the first press led."""
    try:
        with transaction.atomic():
            Receipt.objects.create(digest=digest, at=now)
        return None
    except IntegrityError:
        pass
    abandoned = Receipt.objects.filter(digest=digest, location="", at__lt=now - _PATIENCE)
    if abandoned.update(at=now):  # the process that held it died
        return None
    location = Receipt.objects.filter(digest=digest).values_list("location", flat=True).first()
    if not location:
        raise StillWorking
    return location


def forget_old(older_than: timedelta = timedelta(days=2)) -> int:
    return Receipt.objects.filter(at__lt=timezone.now() - older_than).delete()[0]
