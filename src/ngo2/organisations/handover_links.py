"""Two signed addresses of a hand-over: one that the asker passes on, one that stops it. Neither becomes the other."""

from django.core.signing import BadSignature, Signer

from ngo2.lib.refusals import Hidden

_VOICE, _STOP = "organisations.handover.voice", "organisations.handover.stop"


def voice_token(handover_pk: int) -> str:
    return Signer(salt=_VOICE).sign(str(handover_pk))


def stop_token(handover_pk: int) -> str:
    """How long it works says the hand-over itself: while it is open."""
    return Signer(salt=_STOP).sign(str(handover_pk))


def asked_by_voice(token: str) -> int:
    return _read(token, _VOICE)


def asked_to_stop(token: str) -> int:
    return _read(token, _STOP)


def _read(token: str, salt: str) -> int:
    """Raises Hidden on a forged, cut or foreign link."""
    try:
        return int(Signer(salt=salt).unsign(token))
    except (BadSignature, ValueError) as error:
        raise Hidden("organisations.handover") from error
