"""Plays HTMX: what a browser would show after a swap, compared with a reload."""

import gzip
from typing import Any

from bs4 import BeautifulSoup, Tag
from django.http import HttpResponse


def headers(target: str) -> dict[str, str]:
    """The request headers with which HTMX asks to swap the element of that id."""
    return {"HX-Request": "true", "HX-Target": target}


def soup(response: HttpResponse) -> BeautifulSoup:
    """The page as a tree, without what differs at each request: tokens and nonces."""
    tree = BeautifulSoup(response.content.decode(), "html.parser")
    for field in tree.select("input[name=csrfmiddlewaretoken], .messages"):
        field.decompose()
    for script in tree.select("[nonce]"):
        del script["nonce"]
    for text in tree.find_all(string=True):
        if not text.strip():
            text.extract()
    return tree


def swap(page: BeautifulSoup, fragment: HttpResponse, target: str) -> None:
    """Replace the element `target` of `page` by the fragment, as hx-swap="outerHTML" does, and those out of band."""
    new = soup(fragment)
    elements = [child for child in new.children if isinstance(child, Tag)]
    [main] = [element for element in elements if not element.has_attr("hx-swap-oob")]
    assert main.get("id") == target, "the fragment must be the element it replaces"
    for element in elements:
        how = element.attrs.pop("hx-swap-oob", "true")
        old = page.find(id=element.get("id"))
        assert isinstance(old, Tag), f"the page has no element #{element.get('id')}"
        if how == "innerHTML":  # a live region is heard only if it stays and its text changes
            old.clear()
            old.extend(list(element.children))
        else:
            old.replace_with(element)


def swap_what_asks_anew(page: BeautifulSoup, answered: HttpResponse, reloaded: HttpResponse) -> None:
    """Replace what listens to the event of an answer by its part of the page, as hx-select does."""
    event = answered.headers["HX-Trigger"]
    listening = page.select(f"[hx-trigger='{event} from:body']")
    assert listening, f"nothing on the page listens to {event}"
    for old in listening:
        new = soup(reloaded).select_one(old["hx-select"])
        if new is None:
            old.decompose()
        else:
            old.replace_with(new)


def weight(page: BeautifulSoup) -> int:
    return len(gzip.compress(str(page).encode()))


def text(page: Any, where: str = "main") -> str:
    return " ".join(page.select_one(where).get_text(" ").split())
