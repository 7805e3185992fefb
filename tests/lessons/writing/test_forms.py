from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection
from django.http import QueryDict
from django.utils.timezone import localdate

from lessons.models import NEEDED_TO_PUBLISH, Lesson
from lessons.review import actions as review_actions
from lessons.texts.sentences import first_sentence
from lessons.writing import actions
from lessons.writing.forms.lesson import LessonForm
from networks.models import Membership
from tests.support.factories import (
    FindingFactory,
    LessonFactory,
    NetworkFactory,
    OrganisationFactory,
    RegionFactory,
    speak_for,
)
from tests.support.lessons import ESSENTIAL, opened, typed, words


def form(cast, who="member", instance=None, **fields):
    fields |= {"seen": opened(instance, cast.user(who))} if instance else {}
    return LessonForm(typed(cast, **fields), instance=instance or Lesson(), user=cast.user(who))


class TestDraft:
    def test_needs_only_a_title(self, cast):
        rest = dict.fromkeys(set(NEEDED_TO_PUBLISH) - {"title"})
        filled = form(cast, **rest)
        assert filled.is_valid(), filled.errors
        assert filled.save_as(cast.user("member")).missing == list(NEEDED_TO_PUBLISH[1:])

    @pytest.mark.parametrize("title", [None, "", "   ", "\n"])
    def test_takes_its_title_from_what_was_written(self, cast, title):
        filled = form(cast, title=title)
        assert filled.is_valid(), filled.errors
        assert filled.save_as(cast.user("member")).title == ESSENTIAL["insight"].removesuffix(".")

    def test_says_something(self, cast):
        assert list(form(cast, **dict.fromkeys(ESSENTIAL, " ")).errors) == ["what_happened"]

    def test_without_a_title_is_published_with_none_but_one_is_offered(self, cast):
        sent = form(cast, then="publish", title="")
        assert list(sent.errors) == ["title"]
        assert sent["title"].value() == ESSENTIAL["insight"].removesuffix(".")

    @pytest.mark.parametrize("name", NEEDED_TO_PUBLISH)
    def test_to_be_published_says_the_essential(self, cast, name):
        assert list(form(cast, then="publish", **{name: " "}).errors) == [name]

    @pytest.mark.parametrize("name", NEEDED_TO_PUBLISH)
    def test_a_published_one_goes_on_saying_it(self, cast, published, name):
        assert list(form(cast, "secretariat", published, **{name: ""}).errors) == [name]


class TestFirstSentence:
    @pytest.mark.parametrize(
        ("text", "title"),
        [
            ("Una idea. Y otra.", "Una idea"),
            ("  ¿Y ahora\n qué?  Nada.", "¿Y ahora qué?"),
            ("Sin punto", "Sin punto"),
            ("Cuesta S/ 1.500 al año. Es poco.", "Cuesta S/ 1.500 al año"),
            (".", "."),
            ("#", "#"),
            ("- ", "-"),
            ("", ""),
            ("x" * 120, "x" * 120),
            ("x" * 121, "x" * 119 + "…"),
            ("diez letra " * 20, "diez letra " * 10 + "diez…"),
        ],
    )
    def test_is_a_title(self, text, title):
        assert first_sentence(text) == title
        assert len(title) <= 120


class TestInput:
    @pytest.mark.parametrize(("days", "valid"), [(-1, True), (0, True), (1, False)])
    def test_nothing_has_happened_tomorrow(self, cast, days, valid):
        errors = form(cast, happened_on=localdate() + timedelta(days=days)).errors
        assert list(errors) == ([] if valid else ["happened_on"])

    def test_a_finding_is_supported_or_contradicted_not_both(self, cast):
        both, one = FindingFactory.create_batch(2)
        errors = form(cast, supports=[both.pk, one.pk], contradicts=[both.pk]).errors
        assert list(errors) == ["contradicts"]
        assert both.code in errors["contradicts"][0]
        assert one.code not in errors["contradicts"][0]

    def test_stances_and_departments_are_stored(self, cast):
        for_it, against = FindingFactory.create_batch(2)
        regions = RegionFactory.create_batch(2)
        filled = form(cast, supports=[for_it.pk], contradicts=[against.pk], regions=[region.pk for region in regions])
        lesson = filled.save_as(cast.user("member")) if filled.is_valid() else None
        assert dict(lesson.stances.values_list("finding", "stance")) == {
            for_it.pk: "supports",
            against.pk: "contradicts",
        }
        assert set(lesson.regions.all()) == set(regions)

    def test_opens_with_the_stances_it_has(self, cast, draft):
        for_it, against = FindingFactory.create_batch(2)
        stances = {for_it: "supports", against: "contradicts"}
        actions.save(draft, regions=[], stances=stances, by=draft.author)
        opened = LessonForm(instance=draft, user=draft.author)
        assert opened["supports"].value() == [for_it.pk]
        assert opened["contradicts"].value() == [against.pk]

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("visibility", "everybody"),
            ("evidence", "hearsay"),
            ("result", "miracle"),
            ("language", "qu"),
            ("happened_on", "2026-02-30"),
            ("sector", "404"),
            ("regions", ["404"]),
            ("supports", ["404"]),
            ("key", "not-a-key"),
        ],
    )
    def test_what_is_not_on_the_list_is_refused(self, cast, name, value):
        assert list(form(cast, **{name: value}).errors) == [name]


class TestNetwork:
    def test_offers_those_where_one_may_write(self, cast):
        member = cast.user("member")
        Membership.objects.create(user=member, network=cast.other_network, role="observer")
        third = NetworkFactory()
        Membership.objects.create(user=member, network=third)
        NetworkFactory()
        assert set(LessonForm(user=member).fields["network"].rows) == {cast.network, third}

    def test_asks_only_those_who_write_in_several(self, cast):
        member = cast.user("member")
        assert LessonForm(user=member)["network"].is_hidden
        Membership.objects.create(user=member, network=cast.other_network)
        assert not LessonForm(user=member)["network"].is_hidden

    def test_a_network_where_one_may_not_write_is_refused(self, cast):
        assert list(form(cast, network=cast.other_network.pk).errors) == ["network"]
        assert list(form(cast, network=None).errors) == ["network"]

    def test_a_written_lesson_stays_in_its_network(self, cast, draft):
        Membership.objects.create(user=draft.author, network=cast.other_network)
        edited = form(cast, instance=draft, network=cast.other_network.pk)
        assert edited.is_valid()
        edited.save_as(draft.author)
        draft.refresh_from_db()
        assert draft.network == cast.network

    def test_begins_with_what_the_role_says(self, cast):
        organisation = OrganisationFactory()
        speak_for(organisation, cast.user("member"))
        opened = LessonForm(user=cast.user("member"))
        names = ("network", "organisation", "sector", "visibility")
        assert [opened[name].value() for name in names] == [
            cast.network.pk,
            organisation.pk,
            cast.network.sector_id,
            "all_networks",
        ]


class TestOrganisation:
    @pytest.fixture
    def mine(self, cast):
        organisation = OrganisationFactory()
        speak_for(organisation, cast.user("member"))
        return organisation

    def test_ones_own_is_taken(self, cast, mine):
        filled = form(cast, organisation=mine.pk)
        assert filled.is_valid()
        assert filled.save_as(cast.user("member")).organisation == mine

    def test_that_of_others_is_refused(self, cast, mine):
        assert list(form(cast, organisation=OrganisationFactory().pk).errors) == ["organisation"]

    def test_who_has_none_cannot_name_one(self, cast):
        filled = form(cast, organisation=OrganisationFactory().pk)
        assert filled.is_valid()
        assert filled.save_as(cast.user("member")).organisation is None

    def test_the_secretariat_keeps_that_of_the_author(self, cast, mine):
        lesson = LessonFactory(network=cast.network, author=cast.user("member"), organisation=mine)
        edited = form(cast, "secretariat", lesson, organisation=mine.pk)
        assert edited.is_valid()
        assert edited.save_as(cast.user("secretariat")).organisation == mine


class TestUntouched:
    """Another tab may have written what this one only had open."""

    def sent(self, cast, draft, *untouched):
        fields = {"title": "Otro título", "insight": "", "recommendation": "Ir pronto.", "key": "", "network": ""}
        data = QueryDict(mutable=True)
        data.update(typed(cast, **fields))
        data.setlist("untouched", list(untouched))
        filled = LessonForm(data, instance=draft, user=draft.author)
        assert filled.is_valid(), filled.errors
        return filled.save_as(draft.author)

    def test_texts_stay_as_they_are_stored(self, cast, draft):
        before = draft.insight
        saved = self.sent(cast, draft, "insight", "title")
        assert (saved.insight, saved.title) == (before, draft.title)
        assert saved.recommendation == "Ir pronto."

    def test_all_others_are_as_they_were_sent(self, cast, draft):
        assert self.sent(cast, draft).insight == ""

    def test_is_said_of_texts_alone(self, cast, draft):
        before = draft.visibility
        saved = self.sent(cast, draft, "visibility", "author", "published_at", "pk")
        assert saved.visibility == "all_networks"
        assert (saved.author, saved.published_at) == (draft.author, None), before


class TestSentTwice:
    def test_is_stored_once(self, cast):
        sent = typed(cast)
        user = cast.user("member")
        first, second = (LessonForm(sent, instance=Lesson(), user=user) for _ in range(2))
        assert first.is_valid()
        assert second.is_valid()
        assert first.save_as(user) == second.save_as(user)
        assert Lesson.objects.count() == 1

    def test_with_other_words_the_last_are_kept(self, cast):
        user, key = cast.user("member"), str(uuid4())
        region, finding = RegionFactory(), FindingFactory()
        first, second = (
            form(cast, key=key),
            form(cast, key=key, title="Otro", regions=[region.pk], supports=[finding.pk]),
        )
        assert first.is_valid()
        assert second.is_valid()
        first.save_as(user)
        second.save_as(user)
        lesson = Lesson.objects.get()
        assert (lesson.title, list(lesson.regions.all()), list(lesson.findings.all())) == ("Otro", [region], [finding])

    def test_what_was_published_meanwhile_goes_on_saying_the_essential(self, cast):
        user, key = cast.user("member"), str(uuid4())
        first, second = form(cast, key=key), form(cast, key=key, title="Otro", insight="")
        assert first.is_valid()
        assert second.is_valid()
        lesson = first.save_as(user)
        review_actions.publish(lesson, by=cast.user("secretariat"))
        before = words(lesson)
        assert second.save_as(user) is None
        assert list(second.errors) == ["insight"]
        assert words(lesson) == before

    def test_what_one_may_no_longer_write_stays_as_it_is(self, cast):
        user, key = cast.user("member"), str(uuid4())
        first, second = form(cast, key=key), form(cast, key=key, title="Otro")
        assert first.is_valid()
        assert second.is_valid()
        lesson = first.save_as(user)
        Lesson.objects.update(steward=cast.user("admin"))
        before = words(lesson)
        Membership.objects.filter(user=user).update(role="observer")
        assert second.save_as(user) is None
        assert second.non_field_errors()
        assert words(lesson) == before
        assert Lesson.objects.count() == 1

    def test_two_forms_of_the_same_words_are_two_lessons(self, cast):
        for _ in range(2):
            filled = form(cast)
            assert filled.is_valid()
            filled.save_as(cast.user("member"))
        assert Lesson.objects.count() == 2

    def test_the_key_of_somebody_else_gives_nothing_away_and_breaks_nothing(self, cast, published):
        filled = form(cast, key=str(published.key), title="Otra")
        assert filled.is_valid()
        lesson = filled.save_as(cast.user("member"))
        assert (lesson.title, lesson.author) == ("Otra", cast.user("member"))
        published.refresh_from_db()
        assert published.title != "Otra"

    @pytest.mark.django_db(transaction=True)
    def test_at_the_same_moment_is_stored_once(self, cast):
        sent, user, both_checked = typed(cast), cast.user("member"), Barrier(2, timeout=10)

        def send(_):
            try:
                filled = LessonForm(sent, instance=Lesson(), user=user)
                assert filled.is_valid()
                both_checked.wait()
                return filled.save_as(user)
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as browsers:
            first, second = browsers.map(send, range(2))
        assert first == second == Lesson.objects.get()
