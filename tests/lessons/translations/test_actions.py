"""Lessons in the reader's language: what is shown, what is kept, and what can never be lost."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from lessons.experience.strength import for_cards
from lessons.models import TEXT_FIELDS, Lesson, Notice, Translation
from lessons.search.words.matching import matching
from lessons.translations.actions import Overtaken, in_language, put_aside, show_again, translate, translators_of
from lessons.writing import actions
from networks.models import User
from tests.support.factories import LessonFactory, NetworkFactory, TranslationFactory
from tests.support.lessons import words

ADMIN = User(is_admin=True)
TEXTS = dict.fromkeys(TEXT_FIELDS, "") | {
    "title": "Visit early",
    "what_happened": "It changed.",
    "insight": "They decide early.",
    "recommendation": "Ask early.",
}


@pytest.fixture
def translated(published):
    return TranslationFactory(lesson=published)


def change(lesson, text, *, changes_meaning):
    lesson.insight = text
    actions.save(lesson, regions=[], stances={}, by=lesson.author, changes_meaning=changes_meaning)


class TestInLanguage:
    def test_swaps_the_words_and_remembers_whose(self, published, translated):
        [lesson] = in_language([Lesson.objects.get(pk=published.pk)], "en", ADMIN)
        assert {name: getattr(lesson, name) for name in TEXT_FIELDS} == {
            name: getattr(translated, name) for name in TEXT_FIELDS
        }
        assert (lesson.language, lesson.original_language, lesson.translation) == ("en", "es", translated)

    def test_leaves_alone_what_nobody_translated(self, published, translated):
        other = LessonFactory(network=published.network, published=True)
        assert [each.title for each in in_language([published, other], "en", ADMIN)] == [translated.title, other.title]
        assert in_language([Lesson.objects.get(pk=published.pk)], "es", ADMIN)[0].title != translated.title

    def test_is_never_saved(self, published, translated):
        before = words(published)
        [lesson] = in_language(Lesson.objects.filter(pk=published.pk), "en", ADMIN)
        for save in (lesson.save, lambda: change(lesson, "Nuevo", changes_meaning=False)):
            with pytest.raises(ValueError, match="own words"), transaction.atomic():
                save()
        assert words(published) == before

    @pytest.mark.parametrize("number", [1, 12])
    def test_asks_once_and_brings_no_more_than_a_list_shows(self, cast, number):
        for lesson in LessonFactory.create_batch(number, network=cast.network, published=True):
            TranslationFactory(lesson=lesson)
        cards = list(for_cards(Lesson.objects.all()))
        with CaptureQueriesContext(connection) as queries:
            assert all(each.translation for each in in_language(cards, "en", ADMIN))
        assert len(queries) == 1
        assert "what_happened" not in queries[0]["sql"]
        with CaptureQueriesContext(connection) as queries:
            in_language(for_cards(Lesson.objects.all()), "es", AnonymousUser())
        assert not any("translation" in query["sql"] for query in queries)

    def test_a_translation_that_was_put_aside_is_not_shown(self, cast, published, translated):
        assert put_aside(translated, by=published.author)
        assert not put_aside(translated, by=cast.user("admin"))
        assert in_language([published], "en", ADMIN)[0].translation is None
        assert translators_of(published) == []
        assert show_again(translated)
        assert in_language([published], "en", ADMIN)[0].translation
        assert translators_of(published) == [translated.by]


class TestOutdated:
    @pytest.mark.parametrize("changes_meaning", [True, False])
    def test_a_translation_is_outdated_when_the_meaning_changed_since(self, published, translated, changes_meaning):
        change(published, "Otra cosa.", changes_meaning=changes_meaning)
        [lesson] = in_language(Lesson.objects.all(), "en", ADMIN)
        assert lesson.translation.is_outdated is changes_meaning

    def test_not_once_it_is_of_the_newest_version(self, cast, published, translated):
        change(published, "Otra cosa.", changes_meaning=True)
        translate(published, "en", texts=TEXTS, of_revision=2, version=1, by=cast.user("member"))
        assert not Translation.objects.with_outdated().get().is_outdated


class TestTranslate:
    def test_keeps_it_and_tells_who_keeps_the_lesson(self, cast, published):
        kept = translate(published, "en", texts=TEXTS, of_revision=1, version=0, by=cast.user("other_member"))
        assert (kept.title, kept.of_revision, kept.by) == ("Visit early", 1, cast.user("other_member"))
        [notice] = Notice.objects.filter(kind="translated")
        assert (notice.to, notice.by) == (cast.user("secretariat"), cast.user("other_member"))

    def test_translate_tells_the_keepers_even_if_the_translator_may_not_know_them(self, cast, published):
        Lesson.objects.update(is_unnamed=True)
        [hidden] = Lesson.objects.shown_to(cast.user("other_member"))
        translate(hidden, "en", texts=TEXTS, of_revision=1, version=0, by=cast.user("other_member"))
        assert Notice.objects.get(kind="translated").to == cast.user("secretariat")

    @pytest.mark.parametrize("version", [0, 2])
    def test_the_second_of_two_is_told(self, cast, published, translated, version):
        with pytest.raises(Overtaken) as told:
            translate(published, "en", texts=TEXTS, of_revision=1, version=version, by=cast.user("member"))
        assert told.value.stored == translated
        assert Translation.objects.get().title == translated.title
        assert not Notice.objects.filter(kind="translated").exists()

    def test_the_same_again_changes_nothing(self, cast, published):
        for version in (0, 1):
            translate(published, "en", texts=TEXTS, of_revision=1, version=version, by=cast.user("member"))
        assert Translation.objects.get().version == 1
        assert Notice.objects.filter(kind="translated").count() == 1

    def test_each_text_it_had_is_kept(self, cast, published):
        for version, title in enumerate(("One", "Two")):
            said = TEXTS | {"title": title}
            translate(published, "en", texts=said, of_revision=1, version=version, by=cast.user("member"))
        events = Translation.pgh_event_model.objects.order_by("pgh_id")
        assert [event.title for event in events] == ["One", "Two"]

    def test_a_translation_that_was_put_aside_stays_so(self, cast, published, translated):
        put_aside(translated, by=published.author)
        translate(published, "en", texts=TEXTS, of_revision=1, version=1, by=cast.user("member"))
        assert Translation.objects.get().set_aside_by == published.author


class TestWhatTheDatabaseHolds:
    @pytest.mark.parametrize(
        ("said", "refusal"),
        [
            ({"title": ""}, "has_a_title"),
            ({"language": "es"}, "in another language"),
            ({"of_revision": 7}, "no version 7"),
        ],
    )
    def test_refuses(self, published, said, refusal):
        with pytest.raises(IntegrityError, match=refusal), transaction.atomic():
            TranslationFactory(lesson=published, **said)

    def test_one_per_language(self, published, translated):
        with pytest.raises(IntegrityError, match="one_per_language"), transaction.atomic():
            TranslationFactory(lesson=published)


class TestSearch:
    def test_finds_the_words_of_translations_in_their_own_language(self, published, translated):
        Translation.objects.update(insight="Practices of advocacy")
        assert list(matching(Lesson.objects.all(), "practice advocacy", ADMIN)) == [published]
        assert list(matching(Lesson.objects.all(), "trumpets trombones", ADMIN)) == []

    def test_no_word_of_a_translation_put_aside_or_not_asked_for_is_found(self, published, translated):
        Translation.objects.update(insight="Practices of advocacy")
        assert list(matching(Lesson.objects.exclude(pk=published.pk), "advocacy", ADMIN)) == []
        put_aside(translated, by=published.author)
        assert list(matching(Lesson.objects.all(), "advocacy", ADMIN)) == []

    def test_ranks_by_the_better_of_both(self, cast, published, translated):
        Translation.objects.update(title="Advocacy")
        other = LessonFactory(network=cast.network, published=True, language="en", context="Advocacy")
        assert list(matching(Lesson.objects.all(), "advocacy", ADMIN)) == [published, other]


class TestReachesMore:
    """What was taken out before a lesson reached more people must not be read in its translation."""

    @pytest.fixture
    def lesson(self, cast):
        author, told = cast.user("member"), "El alcalde Fulano pidió dinero."
        lesson = LessonFactory(
            network=cast.network, author=author, published=True, visibility="own_network", what_happened=told
        )
        texts = {name: getattr(lesson, name) for name in TEXT_FIELDS} | {
            "what_happened": "Mayor Fulano asked for money."
        }
        translate(lesson, "en", texts=texts, of_revision=1, version=0, by=author)
        return lesson

    def change(self, lesson, shared_with=(), **fields):
        stored = Lesson.objects.get(pk=lesson.pk)
        for name, value in fields.items():
            setattr(stored, name, value)
        actions.save(stored, regions=(), stances={}, by=lesson.author, shared_with=shared_with)

    @pytest.mark.parametrize("at_once", [True, False])
    @pytest.mark.parametrize("more", [{"visibility": "public"}, {"is_unnamed": True}])
    def test_an_older_translation_reaches_nobody_new(self, cast, lesson, more, at_once):
        without = {"what_happened": "Un alcalde pidió dinero."}
        self.change(lesson, **without, **(more if at_once else {}))
        if not at_once:
            assert self.is_shown(lesson, cast.user("observer"))
            self.change(lesson, **more)
        reached = "observer" if "visibility" in more else "secretariat"
        assert self.is_shown(lesson, cast.user(reached))
        page = (
            cast.client("other_member" if reached == "observer" else "observer")
            .get(f"{lesson.get_absolute_url()}?lang=en")
            .content.decode()
        )
        assert "Fulano" not in page

    def test_an_older_translation_reaches_nobody_of_one_more_shared_network(self, cast, lesson):
        self.change(lesson, visibility="chosen_networks", shared_with=[cast.other_network])
        self.change(
            lesson, shared_with=[cast.other_network, NetworkFactory()], what_happened="Un alcalde pidió dinero."
        )
        assert not self.is_shown(lesson, cast.user("other_member"))
        assert self.is_shown(lesson, cast.user("observer"))

    def test_a_translation_of_the_newest_words_waits_until_its_writer_agrees(self, cast, lesson):
        self.change(lesson, visibility="public")
        assert not self.is_shown(lesson, cast.user("other_member"))
        Translation.objects.update(agreed_at=now())
        assert self.is_shown(lesson, cast.user("other_member"))

    def test_a_translation_stays_when_the_lesson_reaches_fewer(self, cast, lesson):
        self.change(lesson, visibility="public")
        self.change(lesson, visibility="own_network", what_happened="Un alcalde pidió dinero.")
        assert self.is_shown(lesson, cast.user("observer"))

    def is_shown(self, lesson, reader):
        [shown] = in_language(Lesson.objects.filter(pk=lesson.pk), "en", reader)
        return shown.translation is not None
