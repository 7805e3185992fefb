"""No English and no code where Spanish is read: every name that a page may show of a table, a column or a task."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.contrib import admin
from django.db import connection, models
from django.urls import get_resolver
from django.utils.translation import override

from config.celery import app as celery
from config.desk import audit, entries, machine, words
from config.schedule import SCHEDULE_LABELS
from lessons.exports.formats import FORMATS
from tests.support.labels import own_data

OURS = ("networks", "lessons", "digests", "config")
# What is called the same in both languages.
SAME = {"PDF", "RUC", "No", "Sector", "sector", "Excel", "ONG", "Error", *FORMATS}


def ours() -> list[type[models.Model]]:
    found = (model for model in apps.get_models() if model._meta.app_label in OURS)
    return [model for model in found if not hasattr(model, "pgh_tracked_model")]


def names_of_models() -> Iterator[str]:
    for model in admin.site._registry:
        if model._meta.app_label in OURS:
            yield from (str(model._meta.verbose_name), str(model._meta.verbose_name_plural))


def labels_of_history() -> Iterator[str]:
    for events in audit.histories().values():
        kept = {field.name for field in events._meta.fields} - entries.NOISE
        yield words.model_name(events.pgh_tracked_model)
        columns = events.pgh_tracked_model._meta.concrete_fields
        yield from (words.field_name(field) for field in columns if field.name in kept)


def choices() -> Iterator[str]:
    for model in ours():
        for field in model._meta.concrete_fields:
            yield from (str(label) for _value, label in field.flatchoices)


def tasks() -> Iterator[str]:
    celery.loader.import_default_modules()
    ours = [name for name in celery.tasks if name.split(".")[0] in OURS]
    yield from map(machine.task_name, [*ours, *(each["task"] for each in celery.conf.beat_schedule.values())])
    yield from (str(how_often) for _what, how_often in SCHEDULE_LABELS.values())


def tables() -> Iterator[str]:
    return map(str, machine._names().values())


def form_fields() -> Iterator[str]:
    get_resolver().url_patterns  # noqa: B018 -- every module with a form is read
    for form in every(forms.BaseForm):
        if form.__module__.split(".")[0] in OURS:
            for field in getattr(form, "base_fields", {}).values():
                yield from (str(text) for text in (field.label, field.help_text) if text and not field.widget.is_hidden)


def every(kind: Any) -> Iterator[Any]:
    for each in kind.__subclasses__():
        yield each
        yield from every(each)


NAMES: dict[str, Callable[[], Iterator[str]]] = {
    "models": names_of_models,
    "history": labels_of_history,
    "choices": choices,
    "tasks": tasks,
    "tables": tables,
    "own data": own_data,
    "forms": form_fields,
}


@pytest.mark.parametrize("kind", NAMES)
def test_each_name_is_another_in_spanish_than_in_english(kind):
    said = {}
    for language in ("es", "en"):
        with override(language):
            said[language] = list(NAMES[kind]())
    assert len(said["es"]) > 1
    alike = {spanish for spanish, english in zip(*said.values(), strict=True) if spanish == english}
    assert alike - SAME == set()


def test_each_table_of_the_database_has_a_name(db):
    named = machine._names()
    assert {table for table in connection.introspection.table_names() if table not in named} == set()
