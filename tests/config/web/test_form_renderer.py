"""A widget is drawn once for what it shows, and anew when that is another."""

from typing import Any

import pytest
from django import forms
from django.forms.renderers import get_default_renderer
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy, override

from config.web.form_renderer import LONG, FormRenderer


class AnyForm(forms.Form):
    title = forms.CharField()
    result = forms.ChoiceField(choices=[("worked", gettext_lazy("It worked")), ("failed", "No")], required=False)


def drawn(name: str = "title", **values: Any) -> str:
    return str(AnyForm(values or None)[name])


def kept() -> Any:
    renderer = get_default_renderer()
    assert isinstance(renderer, FormRenderer)
    return renderer._drawn._drawn.cache_info()


def test_it_is_drawn_once_while_it_shows_the_same() -> None:
    first, before = drawn(), kept()
    assert (drawn(), kept().hits) == (first, before.hits + 1)


@pytest.mark.parametrize(
    ("name", "values", "shown"),
    [
        ("title", {"title": "Pedir la cita"}, 'value="Pedir la cita"'),
        ("title", {"title": '"><script>'}, "&quot;&gt;&lt;script&gt;"),
        ("title", {"title": ""}, 'aria-invalid="true"'),
        ("result", {"result": "failed"}, '<option value="failed" selected>'),
    ],
)
def test_another_value_or_an_error_is_shown(name: str, values: dict[str, str], shown: str) -> None:
    assert shown not in drawn(name)
    assert shown in drawn(name, **values)
    assert shown not in drawn(name)


def test_each_language_has_its_own() -> None:
    for language, words in (("es", "Funcionó"), ("en", "It worked"), ("es", "Funcionó")):
        with override(language):
            assert words in drawn("result")


def test_words_that_are_safe_are_not_taken_for_the_same_words_that_are_not() -> None:
    form = AnyForm()
    for label, shown in ((mark_safe("<b>"), "<b>"), ("<b>", "&lt;b&gt;"), (mark_safe("<b>"), "<b>")):
        form.fields["result"].choices = [("b", label)]  # type: ignore[attr-defined]
        assert f">{shown}<" in str(form["result"]).replace("\n", "").replace("  ", "")


def test_of_long_texts_none_is_kept() -> None:
    before = kept()
    assert "x" * (LONG + 1) in drawn(title="x" * (LONG + 1))
    assert kept().currsize == before.currsize
