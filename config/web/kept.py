"""A page of visitors is made once, and given to all of them until something that it shows has changed.

**Whose.** The middleware stands before sessions: a request with a cookie that could change the page passes it by, so
that nothing made for one reader can come here. A view says in sight that its pages may be kept: `kept_for_visitors`.

**Until when.** The key holds the number that rises with each change of what visitors see (lessons/changes), the day,
for what is due, and this program. So nothing needs to be purged: after a change the key is another. A page made while
something changes is kept under the number of before, for which nobody asks any more.

**Where.** In Valkey, in as many places as `PLACES`, so that no crawler fills it: two pages of one place take turns.
Without Valkey each page is made. Kept compressed: no secret is in such a page, and to compress it costs as much as all
else. Its length may be told (BREACH) for the same reason.

**Others on the way.** A shared cache may give it for `SHARED` seconds without asking; then it asks, and most often is
told 304. One that serves a site (RFC 9213) may give the old one for `WHILE_ASKED` more, while it asks. That is how long
a lesson that was hidden may still be seen there; here it is gone at once. Browsers are not told the latter: they would
show the old page to somebody who changed it. `Vary: Cookie` stays, since who signed in has another page at the same
address: any cache that knows HTTP, the browser's own too, keeps them apart. Visitors send no cookie, and are one.
"""

import gzip
from collections.abc import Callable
from functools import cache as once
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.contrib.messages import get_messages
from django.core.cache import cache
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.timezone import localdate
from django.utils.translation import get_language_from_path, get_language_from_request, override

from base.outages import valkey_away
from config.web.front import REFUSED
from lessons.models import Change
from networks.announcements.actions import COOKIE as ANNOUNCEMENTS
from networks.announcements.actions import numbers_in

PLACES, LARGEST = 4096, 48 * 1024  # bytes: 192 MB if each place held the largest page; most are a tenth of that
SECONDS = 5 * 60
SHARED, WHILE_ASKED = 30, 30
CACHES = f"public, max-age=0, s-maxage={SHARED}"
CACHES_OF_SITES = f"public, max-age={SHARED}, stale-while-revalidate={WHILE_ASKED}"
# Besides these, any cookie makes the page anew: of a session, of a message that waits, of programs we do not know.
KNOWN = {settings.LANGUAGE_COOKIE_NAME, settings.CSRF_COOKIE_NAME, ANNOUNCEMENTS}
# Whether a fragment is asked for: see networks/record/http.py.
DECIDE = ("HX-Request", "HX-Target", "HX-Target-URI-AutoEncoded", "HX-History-Restore-Request")
# What pages show of the settings, and the folders of the program.
SAID = ("SITE_URL", "EMBEDDED", "OPERATOR_NAME", "OPERATOR_CONTACT", "SECURITY_CONTACT")
PROGRAM = ("base", "config", "digests", "lessons", "networks", "templates", "locale")


class Kept(NamedTuple):
    key: str
    headers: tuple[tuple[str, str], ...]
    body: bytes  # compressed
    etag: str


class KeptMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = key_of(request) if may_be_kept(request) else ""
        if not key:
            return self.get_response(request)
        kept = _find(key)
        if kept is None:
            response = self.get_response(request)
            if not is_everybodys(request, response):
                return response
            kept = _keep(key, response)
        return _answer(request, kept)


def may_be_kept(request: HttpRequest) -> bool:
    """Return whether the request is any visitor's, and its view opted in. Inside a transaction nothing is: what is
    seen there may never have happened."""
    return (
        request.method in {"GET", "HEAD"}
        and not request.COOKIES.keys() - KNOWN
        and REFUSED not in request.META
        and not connection.in_atomic_block
        and not settings.DEBUG
        and opted_in(request.path_info)
    )


@lru_cache(maxsize=4096)
def opted_in(path: str) -> bool:
    """Return whether the view at the path says that its pages may be kept."""
    with override(get_language_from_path(path) or settings.LANGUAGE_CODE):
        try:
            return getattr(resolve(path).func, "is_kept_for_visitors", False)
        except Resolver404:
            return False


def key_of(request: HttpRequest) -> str:
    """Return what the page depends on; nothing if it may be sent on to another language, or nothing is known of
    changes. A page that is not in the reader's language is sent on by `ReaderLanguageMiddleware`."""
    language = get_language_from_path(request.path_info)
    if not language and get_language_from_request(request) != settings.LANGUAGE_CODE:
        return ""
    try:
        version = Change.objects.version()
    except Error:
        return ""  # whoever makes the page says so
    asked = (request.get_host(), request.get_full_path(), *map(request.headers.get, DECIDE))
    put_away = sorted(numbers_in(request.COOKIES.get(ANNOUNCEMENTS, "")))
    said = [getattr(settings, name) for name in SAID]
    everything = repr((version, asked, put_away, localdate(), said, _program()))
    return sha256(everything.encode()).hexdigest() if version else ""


@once
def _program() -> str:
    """Return what is another for another program: its templates, words, and the names of its styles and scripts."""
    files = [Path(settings.STATIC_ROOT, "staticfiles.json")]
    for folder in PROGRAM:
        files += [path for path in Path(settings.BASE_DIR, folder).rglob("*.*") if path.suffix != ".pyc"]
    found = [(str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in files if path.is_file()]
    return sha256(repr(sorted(found)).encode()).hexdigest()


def is_everybodys(request: HttpRequest, response: HttpResponse) -> bool:
    """Return whether the page has nothing of one reader. It was made without a session; this is the second lock."""
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and not request.user.is_authenticated
        and request.session.is_empty()
        and not request.session.modified
        and not len(get_messages(request))
        and not isinstance(getattr(request, "_csp_nonce", None), str)  # one reader's alone
        and "CSRF_COOKIE" not in request.META  # of a browser that has the cookie, a form would hold its token
        and "Cache-Control" not in response
    )


def _place(key: str) -> str:
    return f"page:{int(key[:8], 16) % PLACES}"


def _find(key: str) -> Kept | None:
    found = None if valkey_away else cache.get(_place(key))
    return Kept(*found) if found and found[0] == key else None


def _keep(key: str, response: HttpResponse) -> Kept:
    etag = f'W/"{sha256(response.content).hexdigest()[:32]}"'
    kept = Kept(key, tuple(response.items()), gzip.compress(response.content, 6, mtime=0), etag)
    # While Valkey is away the memory of this process stands in for it, and is no place for pages.
    if len(kept.body) <= LARGEST and not valkey_away:
        cache.set(_place(key), tuple(kept), SECONDS)  # plain, so that another version of this program can read it
    return kept


def _answer(request: HttpRequest, kept: Kept) -> HttpResponse:
    is_compressed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(kept.body if is_compressed else gzip.decompress(kept.body), headers=dict(kept.headers))
    if is_compressed:
        response["Content-Encoding"] = "gzip"
    response["Content-Length"] = str(len(response.content))
    response["ETag"], response["Cache-Control"] = kept.etag, CACHES
    patch_vary_headers(response, ["Cookie", "Accept-Encoding"])
    answer: HttpResponse = get_conditional_response(request, etag=kept.etag, response=response) or response
    answer["CDN-Cache-Control"] = CACHES_OF_SITES
    return answer
