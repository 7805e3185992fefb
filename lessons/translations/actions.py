"""A reader sees lessons in their language, where a person translated them; a translation is kept here."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import F, OuterRef
from django.db.models.functions import JSONObject
from django.utils.timezone import now

from lessons.notices.actions import author_and_steward, notify
from lessons.notices.models import Notice
from lessons.record.life import locked
from lessons.record.models import TEXT_FIELDS, Audience, Lesson
from lessons.record.models.audience import everyone
from lessons.record.only_for import annotate_narrow_audience_of
from lessons.translations.models import Translation, TranslationQuerySet
from networks.models import User
from networks.record.permissions import Visitor
from networks.record.prepared import Prepared

LANGUAGES = dict(settings.LANGUAGES)
# These say something about a lesson: where a translation leaves them empty, the original's are shown.
ABOUT_IT = ("speaker", "sources")


class Overtaken(Exception):
    """Somebody else saved meanwhile: `stored` is their text, as far as the writer may read it."""

    def __init__(self, stored: Translation | None) -> None:
        super().__init__("a translation was saved meanwhile")
        self.stored = stored


class Hidden(Exception):
    """There is a translation that does not reach the person: who cannot read it may not replace it."""


def is_hidden_from(reader: Visitor, lesson: Lesson, language: str) -> bool:
    there = Translation.objects.filter(lesson=lesson, language=language)
    return there.exists() and not there.said_to(reader).exists()


def in_language(lessons: Iterable[Lesson], language: str, reader: Visitor) -> list[Lesson]:
    """Return the lessons, with the words of their translation into `language` where one reaches the reader.

    The words are put on these objects alone, as `shown_to` does: they refuse to be saved. Takes one query; none if all
    are in that language.
    """
    lessons = list(lessons)
    foreign = [lesson for lesson in lessons if lesson.pk and lesson.language != language and lesson.translation is None]
    if foreign:
        names = [name for name in (*TEXT_FIELDS, *ABOUT_IT) if name not in foreign[0].get_deferred_fields()]
        keys = [lesson.pk for lesson in foreign]
        translated = {row.lesson_id: row for row in _translated(tuple(names), language)(reader, keys=keys)}
        for lesson in foreign:
            if lesson.pk in translated:
                _put_on(lesson, translated[lesson.pk], names)
    return lessons


@cache
def _translated(names: tuple[str, ...], language: str) -> Prepared[Translation]:
    """Return what asks for these columns; a list asks for fewer than a page."""

    def ask(reader: Visitor, keys: list[int]) -> TranslationQuerySet:
        rows = Translation.objects.shown().said_to(reader).filter(lesson__any=keys, language=language)
        return rows.with_outdated().only(*names, "lesson", "language", "of_revision", "by")

    return Prepared(ask, everyone)


def _put_on(lesson: Lesson, translation: Translation, names: Iterable[str]) -> None:
    lesson.original_title = lesson.title
    for name in names:
        if (words := getattr(translation, name)) or name not in ABOUT_IT:
            setattr(lesson, name, words)
    lesson.original_language, lesson.language = lesson.language, translation.language
    lesson.translation = translation


def shown_translations(reader: Visitor) -> ArraySubquery:
    """Return what to annotate lessons with as `shown_translations`: what `translations_of` makes of them."""
    shown = Translation.objects.shown().said_to(reader).with_outdated().filter(lesson=OuterRef("pk"))
    columns = {name: F(name) for name in (*TEXT_FIELDS, *ABOUT_IT, "language", "of_revision", "by_id", "is_outdated")}
    return ArraySubquery(shown.order_by("language").values(told=JSONObject(circles="audience__circles", **columns)))


def translations_of(lesson: Any) -> list[Translation]:
    """Return all that reach the reader, each with who alone reads it, if they are fewer than read the lesson.

    The lesson was annotated with `shown_translations`.
    """
    if not lesson.is_published:
        return []
    shown = [_translation(lesson, **told) for told in lesson.shown_translations]
    annotate_narrow_audience_of(lesson, shown)
    return shown


def _translation(lesson: Lesson, circles: list[str] | None, is_outdated: bool, **columns: Any) -> Translation:
    translation = Translation(lesson=lesson, audience=Audience(circles=circles or []), **columns)
    translation.is_outdated = is_outdated
    return translation


def read_in(lesson: Lesson, language: str, translations: Iterable[Translation]) -> None:
    """Do what `in_language` does, for one lesson whose `translations` are at hand."""
    for translation in translations:
        if translation.language == language != lesson.language:
            _put_on(lesson, translation, (*TEXT_FIELDS, *ABOUT_IT))


def other_languages(lesson: Lesson) -> dict[str, str]:
    """Return the languages into which it could be translated: code → name."""
    return {code: str(name) for code, name in settings.LANGUAGES if code != lesson.language}


def translators_of(lesson: Lesson) -> list[User]:
    """Return the active people whose translations readers are shown: a change of its meaning concerns them."""
    shown = Translation.objects.shown().filter(lesson=lesson)
    return list(User.objects.filter(pk__in=shown.values("by"), is_active=True).order_by("pk"))


def newest_version(lesson: Lesson) -> int:
    return lesson.revisions.order_by("-number").values_list("number", flat=True).first() or 0


@transaction.atomic
def translate(
    lesson: Lesson, language: str, *, texts: dict[str, str], of_revision: int, version: int, by: User | None
) -> Translation:
    """Keep a translation made from `of_revision` of the original, on top of its own `version` (0: there was none).

    Author and steward are told. What was put aside stays so until they show it again. Raises Overtaken, and changes
    nothing, if somebody else saved one meanwhile; Hidden, if there is one that does not reach `by`.
    """
    original = locked(lesson)
    stored = Translation.objects.filter(lesson=original, language=language).first()
    readable = Translation.objects.said_to(by or AnonymousUser()).filter(lesson=original, language=language).first()
    if stored and not readable:
        raise Hidden
    if (readable.version if readable else 0) != version:
        raise Overtaken(readable)
    of_revision = max(1, min(of_revision, newest_version(original)))
    values = texts | {"of_revision": of_revision}
    if stored is None:
        stored = Translation.objects.create(lesson=original, language=language, by=by, **values)
    elif all(getattr(stored, name) == value for name, value in values.items()):
        return stored
    else:
        Translation.objects.filter(pk=stored.pk).update(version=F("version") + 1, by=by, at=now(), **values)
        stored.refresh_from_db()
    about = f"translation:{stored.pk}:{stored.version}"
    notify(Notice.Kind.TRANSLATED, author_and_steward(original), lesson=original, about=about, subject=stored.pk, by=by)
    return stored


def put_aside(translation: Translation, *, by: User) -> bool:
    """Show it to readers no more; it stays for whoever mends it. Return False if it was put aside before."""
    shown = Translation.objects.shown().filter(pk=translation.pk)
    return bool(shown.update(set_aside_at=now(), set_aside_by=by))


def show_again(translation: Translation) -> bool:
    aside = Translation.objects.filter(pk=translation.pk, set_aside_at__isnull=False)
    return bool(aside.update(set_aside_at=None, set_aside_by=None))
