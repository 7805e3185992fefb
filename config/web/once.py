"""The same form that comes twice is done once: a double click, a line that dropped before the answer, Back and again.

Each time a page is made its forms get a token of their own against forgery (`csrfmiddlewaretoken`, masked anew). So the
same token with the same words is the same form, and somebody who opens the page again and sends the same means it
again. It counts only until the person sends something else: who stops what they began and begins it once more from
an older page is not held up by what they did before.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.core.files.base import File
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CSRF_TOKEN_LENGTH
from django.shortcuts import redirect
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

SECONDS = 60 * 60
PATIENCE, PAUSE = 10, 0.1  # seconds: how long the second of two at once waits for the first, and looks again


@dataclass(frozen=True)
class Sent:
    """Identifies a form: `mark` is the same for the same words at the same address, and tells nothing of them."""

    whose: str
    mark: str

    def answered(self) -> str | None:
        """Return where the form led when it came before, if it was the last that this person sent; else None."""
        mark, address = cache.get(f"sent:{self.whose}") or ("", "")
        return address if mark == self.mark else None

    def begin(self) -> bool:
        """Note that the form is at work; return False if the same form is already."""
        return bool(cache.add(self._at_work, 1, PATIENCE))

    def wait(self) -> None:
        until = time.monotonic() + PATIENCE
        while cache.get(self._at_work) and time.monotonic() < until:
            time.sleep(PAUSE)

    def end(self, address: str) -> None:
        """Keep where the form led. Without an address it was refused, or no page's form: then nothing is the last."""
        cache.set(f"sent:{self.whose}", (self.mark, address) if address else None, SECONDS)
        cache.delete(self._at_work)

    @property
    def _at_work(self) -> str:
        return f"sending:{self.mark}"


class OnceMiddleware:
    """Stands before views that create: their pages need not do anything for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        address = ""
        try:
            response = self.get_response(request)
            address = response["Location"] if response.status_code == 302 else ""
        finally:
            if sent := getattr(request, "sent_once", None):
                sent.end(address)
        return response

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        sent = _form_of(request)
        if sent is None:
            return None
        address = sent.answered()
        if address is None and not sent.begin():
            sent.wait()
            address = sent.answered()
        if address is not None:
            messages.info(request, _("This form arrived twice; it was done once."))
            return redirect(address)
        request.sent_once = sent  # type: ignore[attr-defined]
        return None


def _form_of(request: HttpRequest) -> Sent | None:
    """Return the form of a request; None if no page of ours sent it, or nobody who is signed in."""
    if request.method != "POST" or not request.user.is_authenticated:
        return None
    if len(request.POST.get("csrfmiddlewaretoken", "")) != CSRF_TOKEN_LENGTH:
        return None  # the cookie's own, or none: of a program, which is the same each time
    whose = str(request.user.pk)
    said = [request.get_full_path(), *(f"{name}={values}" for name, values in sorted(request.POST.lists()))]
    said += [f"{name}={_seal(file)}" for name, files in request.FILES.lists() for file in files]
    return Sent(whose, salted_hmac("once", "\n".join([whose, *said]), algorithm="sha256").hexdigest())


def _seal(file: File[bytes]) -> str:
    digest = salted_hmac("file", f"{file.name} {file.size}", algorithm="sha256")
    for piece in file.chunks():
        digest.update(piece)
    file.seek(0)
    return digest.hexdigest()
