"""A person sees where they are signed in, and ends it."""

from datetime import timedelta

from django.contrib.auth import update_session_auth_hash
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.http import HttpRequest
from django.utils.timezone import now

from networks.record.models import User
from networks.sessions.models import SignIn

KEPT_FOR = timedelta(days=365)
MOST_SHOWN = 30
EVENT = "sign_in"  # in a session: the event that began it, for its key changes
BROWSERS = {"Edg": "Edge", "OPR": "Opera", "SamsungBrowser": "Samsung", "Firefox": "", "Chrome": "", "Safari": ""}
SYSTEMS = {"Android": "", "iPhone": "", "iPad": "", "Windows": "", "Macintosh": "Mac", "Linux": ""}


def browser_of(user_agent: str) -> str:
    """Return enough for its owner to tell their phone from a stranger's, and no more: "Chrome · Android"."""
    return " · ".join(filter(None, (_named(user_agent, BROWSERS), _named(user_agent, SYSTEMS))))


def _named(user_agent: str, signs: dict[str, str]) -> str:
    return next((name or sign for sign, name in signs.items() if sign in user_agent), "")


def note(request: HttpRequest | None, user: User, kind: str) -> None:
    """Record an event of the account. Without a request, as in a command, there is no browser."""
    agent = request.headers.get("User-Agent", "") if request else ""
    event = SignIn.objects.create(user=user, kind=kind, browser=browser_of(agent))
    if request and kind == SignIn.Kind.IN:
        request.session[EVENT] = event.pk
    if request and kind in {SignIn.Kind.IN, SignIn.Kind.PASSWORD, SignIn.Kind.OUT_EVERYWHERE}:
        _follow(request, user, others_ended=kind != SignIn.Kind.IN)


def _follow(request: HttpRequest, user: User, *, others_ended: bool) -> None:
    """Keep this session's new key; delete others that a new password or count has ended, so that none looks open."""
    here = request.session.session_key or ""
    if others_ended:
        keys = user.sign_ins.exclude(session_key="").values("session_key")
        Session.objects.filter(session_key__in=keys).exclude(session_key=here).delete()
    user.sign_ins.filter(pk=request.session.get(EVENT) or 0).update(session_key=here)


def recent(user: User, current: str | None) -> list[tuple[SignIn, str]]:
    """Return what happened lately, the newest first, each with "here", "open" or "": whether its session still lives.

    Open sessions are always among it: many wrong passwords do not push a stranger's session out of sight.
    """
    session = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=now())
    latest = user.sign_ins.values("pk")[:MOST_SHOWN]
    shown = user.sign_ins.annotate(lives=Exists(session)).filter(Q(pk__in=latest) | Q(lives=True))
    return [(each, _state(each.session_key == current, each.lives)) for each in shown]


def _state(is_here: bool, lives: bool) -> str:
    if not lives:
        return ""
    return "here" if is_here else "open"


@transaction.atomic
def sign_out_everywhere_else(request: HttpRequest, user: User) -> None:
    """End all sessions of the person but this one, also those of which we kept no event."""
    User.objects.filter(pk=user.pk).update(sessions_ended=F("sessions_ended") + 1)
    user.refresh_from_db(fields=["sessions_ended"])
    update_session_auth_hash(request, user)
    note(request, user, SignIn.Kind.OUT_EVERYWHERE)


def end_all(user: User) -> None:
    """End all sessions of the person, wherever they are: none of them lives again when the account does."""
    User.objects.filter(pk=user.pk).update(sessions_ended=F("sessions_ended") + 1)
    keys = user.sign_ins.exclude(session_key="").values("session_key")
    Session.objects.filter(session_key__in=keys).delete()


def forget_ended() -> int:
    """Delete expired sessions; return how many. Nobody can use them any more, and their content may name somebody."""
    return Session.objects.filter(expire_date__lt=now()).delete()[0]


def forget_old() -> int:
    return SignIn.objects.filter(at__lt=now() - KEPT_FOR).delete()[0]
