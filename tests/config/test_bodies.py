"""The table of limits names addresses that are there, and gives each form room for what it takes."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import get_resolver, reverse

from base import images
from config.bodies import limit_of
from config.urls import BODIES, GENERAL, MEGABYTE, SMALL
from lessons.importing import files as imports

SESSION = "csrftoken=x; sessionid=y"


def views(resolver: Any, namespace: str = "") -> Iterator[tuple[str, Any]]:
    for each in resolver.url_patterns:
        if hasattr(each, "url_patterns"):
            yield from views(each, f"{namespace}{each.namespace}:" if each.namespace else namespace)
        elif each.name:
            yield namespace + each.name, each.callback


NAMES = dict(views(get_resolver()))


@pytest.mark.parametrize("name", [name for name in BODIES if name != "nowhere"])
def test_each_row_names_an_address_that_is_there(name: str):
    assert any(known == name or known.startswith(name.removesuffix("*")) for known in NAMES)


def test_each_form_with_files_has_room_for_them():
    marked = {name: view.most_bytes for name, view in NAMES.items() if hasattr(view, "most_bytes")}
    marked |= {"lessons:photo_edit": images.MOST_BYTES, "lessons:import_new": imports.MOST_BYTES}
    assert "lessons:files" in marked
    assert all(BODIES[name] > most + MEGABYTE for name, most in marked.items())


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_an_address_has_the_same_limit_in_each_language(prefix: str):
    assert limit_of(f"{prefix}/taller/", SESSION) == SMALL
    assert limit_of(f"{prefix}/taller/abc-def/", SESSION) == SMALL
    assert limit_of(f"{prefix}/cuenta/login/", SESSION) == SMALL
    assert limit_of(f"{prefix}/no/such/", SESSION) == SMALL
    assert limit_of(f"{prefix}/lecciones/nueva/", "") == GENERAL
    assert limit_of(f"{prefix}/lecciones/5/archivos/", SESSION) == BODIES["lessons:files"]


def test_who_brings_no_session_sends_no_file():
    assert limit_of(reverse("lessons:files", args=[5]), "csrftoken=x") == GENERAL


def test_a_path_of_bytes_that_are_no_text_has_a_small_limit():
    assert limit_of("/\xff\x00\xfe/", SESSION) == SMALL
