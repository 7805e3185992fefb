"""Somebody with a browser, in another process than the site, so that what they see is what a process answers."""

import time
import urllib.error
import urllib.request
import uuid
from dataclasses import dataclass
from email.message import Message
from http.cookiejar import CookieJar
from urllib.parse import urlencode

from bs4 import BeautifulSoup

PATIENCE = 30


@dataclass(frozen=True)
class Answer:
    status: int
    text: str
    headers: Message
    seconds: float

    @property
    def page(self) -> BeautifulSoup:
        return BeautifulSoup(self.text, "html.parser")


class _StaysHere(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


class Person:
    def __init__(self, address: str) -> None:
        self.address, self._jar = address, CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._jar), _StaysHere)

    def get(self, path: str, **headers: str) -> Answer:
        return self._ask(path, None, headers)

    def post(self, path: str, typed: dict[str, object] | list[tuple[str, str]]) -> Answer:
        """With the token of the last page."""
        [token] = [cookie.value for cookie in self._jar if cookie.name == "csrftoken"]
        return self._ask(path, urlencode(typed, doseq=True).encode(), {"X-CSRFToken": token or ""})

    def upload(self, path: str, name: str, content: bytes, **typed: str) -> Answer:
        [token] = [cookie.value for cookie in self._jar if cookie.name == "csrftoken"]
        edge = uuid.uuid4().hex
        parts = [f'--{edge}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in typed.items()]
        head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        body = "".join([*parts, head]).encode() + content + f"\r\n--{edge}--\r\n".encode()
        headers = {"X-CSRFToken": token or "", "Content-Type": f"multipart/form-data; boundary={edge}"}
        return self._ask(path, body, headers)

    def sign_in(self, email: str, password: str) -> Answer:
        self.get("/cuenta/login/")
        return self.post("/cuenta/login/", {"login": email, "password": password})

    def _ask(self, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        request = urllib.request.Request(self.address + path, body, {"Accept": "text/html"} | headers)
        begun = time.monotonic()
        try:
            answer = self._opener.open(request, timeout=PATIENCE)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            text = answer.read().decode(errors="replace")
        return Answer(answer.status, text, answer.headers, time.monotonic() - begun)
