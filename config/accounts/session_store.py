"""Sessions are kept as Django does; but those of nobody end soon, and one IP address begins few of them."""

from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import now

from base.rate_limits import Limit, client_ip
from base.reading.prepared_statements import prepared_cursor
from config.web.again import too_often

# A sign-up that waits for its code, a new password, a form whose session ended. Codes live shorter than that.
OF_NOBODY = 60 * 60 * 3
# Without an account each is a row. A training of forty people sign up, and ask for a second code; with the hour in
# which those that ended stay, an address has at most 2,400 of them.
BEGUN = Limit("sessions of nobody", most=100, seconds=600)


_READ = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"


class SessionStore(db.SessionStore):
    def load(self) -> dict[str, Any]:
        """Read it as Django does, in a statement that is planned once: each page of a signed-in person asks it."""
        with prepared_cursor(connection) as cursor:
            cursor.execute(_READ, [self.session_key, now()])
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return {}
        found: dict[str, Any] = self.decode(row[0])
        return found

    def get_session_cookie_age(self) -> int:
        return settings.SESSION_COOKIE_AGE if SESSION_KEY in self else OF_NOBODY


class BoundedSessionMiddleware(SessionMiddleware):
    """Counts whatever begins a session without an account: also a form that nobody has programmed yet."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if _begins_one(request) and not BEGUN.has_room(client_ip(request)):
            return too_often(request, seconds=BEGUN.seconds)
        return super().process_response(request, response)


def _begins_one(request: HttpRequest) -> bool:
    session = getattr(request, "session", None)  # a wrong Host is refused before there is one
    if session is None or not session.modified or session.session_key is not None:
        return False
    return not session.is_empty() and SESSION_KEY not in session
