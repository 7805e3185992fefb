"""Sessions in the database, as Django keeps them; but what belongs to nobody ends soon."""

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db

# A sign-up that waits for its code, a new password, a form whose session ended. Codes live shorter than that.
OF_NOBODY = 60 * 60 * 3


class SessionStore(db.SessionStore):
    """Anybody can make one without an account, by a form that sends a code. Each hour those that ended are removed."""

    def get_session_cookie_age(self) -> int:
        return settings.SESSION_COOKIE_AGE if SESSION_KEY in self else OF_NOBODY
