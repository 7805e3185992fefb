"""Fields that offer rows at hand take those alone, ask nothing, and write what Django's own would write."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django import forms
from django.core.exceptions import ValidationError

from base.row_choices import RowField, RowsField, TickBoxes
from networks.models import Sector

ROWS = [Sector(pk=number, slug=name, name_es=name) for number, name in ((3, "Agua"), (1, "Salud"), (2, "Vivienda"))]


def offering(kind: type[Any], **options: Any) -> Any:
    field = kind(Sector.objects.all(), **options)
    field.rows = ROWS
    return field


def test_one_is_taken_by_its_key():
    field = offering(RowField)
    assert (field.clean("3"), field.clean(ROWS[1])) == (ROWS[0], ROWS[1])
    assert offering(RowField, required=False).clean("") is None


def test_some_are_taken_in_the_order_in_which_they_are_offered():
    field = offering(RowsField, required=False)
    assert field.clean(["2", "3", "2"]) == [ROWS[0], ROWS[2]]
    assert field.clean(None) == field.clean([]) == []


@pytest.mark.parametrize("value", ["4", "x", "\0", "9" * 40])
def test_what_is_not_offered_is_refused(value: str):
    for kind, sent in ((RowField, value), (RowsField, ["1", value])):
        with pytest.raises(ValidationError) as refusal:
            offering(kind).clean(sent)
        assert refusal.value.code == "invalid_choice"


@pytest.mark.parametrize(("kind", "value"), [(RowField, ""), (RowsField, [])])
def test_what_is_required_is_asked_for(kind: type[Any], value: Any):
    with pytest.raises(ValidationError) as refusal:
        offering(kind).clean(value)
    assert refusal.value.code == "required"


def test_what_is_no_list_is_refused():
    with pytest.raises(ValidationError) as refusal:
        offering(RowsField).clean("12")
    assert refusal.value.code == "invalid_list"


def test_one_is_offered_after_the_empty_choice():
    field = offering(RowField)
    assert [str(value) for value, _label in field.choices] == ["", "3", "1", "2"]
    assert (len(field.choices), bool(field.choices)) == (4, True)


@pytest.mark.parametrize("attributes", [{}, {"id": "id_x", "class": "wide", "aria-describedby": "x_help"}])
def test_boxes_are_written_as_django_does(attributes: dict[str, Any]):
    choices = [("Uno", [(1, "a & b"), (2, "<c>")]), ("", "Nada")]

    def written(widget: type[forms.CheckboxSelectMultiple]) -> BeautifulSoup:
        text = widget(choices=choices).render("x", ["2"], attributes)
        return BeautifulSoup(" ".join(text.split()).replace("> ", ">"), "html.parser")

    assert written(TickBoxes) == written(forms.CheckboxSelectMultiple)
