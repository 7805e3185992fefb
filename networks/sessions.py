"""Where a person is signed in, and how they end it."""

from datetime import timedelta

from django.contrib.auth import update_session_auth_hash
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils.timezone import now

from networks.models import SignIn, User

KEPT_FOR = timedelta(days=365)
MOST_SHOWN = 30
BROWSERS = {"Edg": "Edge", "OPR": "Opera", "SamsungBrowser": "Samsung", "Firefox": "", "Chrome": "", "Safari": ""}
SYSTEMS = {"Android": "", "iPhone": "", "iPad": "", "Windows": "", "Macintosh": "Mac", "Linux": ""}


def browser_of(user_agent: str) -> str:
    """Enough for its owner to tell their phone from a stranger's, and no more: "Chrome · Android"."""
    return " · ".join(filter(None, (_named(user_agent, BROWSERS), _named(user_agent, SYSTEMS))))


def _named(user_agent: str, signs: dict[str, str]) -> str:
    return next((name or sign for sign, name in signs.items() if sign in user_agent), "")


def note(request: HttpRequest | None, user: User, kind: str) -> None:
    """Keep that it happened. Without a request, as in a command, there is no browser."""
    agent = request.headers.get("User-Agent", "") if request else ""
    session_key = getattr(request.session, "session_key", None) if request and kind == SignIn.Kind.IN else None
    SignIn.objects.create(user=user, kind=kind, browser=browser_of(agent), session_key=session_key or "")


def recent(user: User, current: str | None) -> list[tuple[SignIn, str]]:
    """What happened lately, the newest first, each with "here", "open" or "": whether its session still lives."""
    events = list(user.sign_ins.all()[:MOST_SHOWN])
    keys = [each.session_key for each in events if each.session_key]
    sessions = Session.objects.filter(session_key__in=keys, expire_date__gt=now())
    living = {*sessions.values_list("session_key", flat=True)}
    return [(each, _state(each.session_key, current, living)) for each in events]


def _state(key: str, current: str | None, living: set[str]) -> str:
    if not key or key not in living:
        return ""
    return "here" if key == current else "open"


@transaction.atomic
def sign_out_everywhere_else(request: HttpRequest, user: User) -> None:
    """All sessions of the person end but this one, also those of which we kept no event."""
    keys = user.sign_ins.exclude(session_key="").values("session_key")
    Session.objects.filter(session_key__in=keys).exclude(session_key=request.session.session_key).delete()
    User.objects.filter(pk=user.pk).update(sessions_ended=F("sessions_ended") + 1)
    user.refresh_from_db(fields=["sessions_ended"])
    update_session_auth_hash(request, user)
    latest = user.sign_ins.filter(kind=SignIn.Kind.IN).first()
    note(request, user, SignIn.Kind.OUT_EVERYWHERE)
    if latest:  # its key changed with the hash
        SignIn.objects.filter(pk=latest.pk).update(session_key=request.session.session_key)


def forget_ended() -> int:
    """Nobody can use them any more; what is in them may name somebody."""
    return Session.objects.filter(expire_date__lt=now()).delete()[0]


def forget_old() -> int:
    return SignIn.objects.filter(at__lt=now() - KEPT_FOR).delete()[0]
