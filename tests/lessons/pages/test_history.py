"""Every change of a lesson leaves a row, whoever makes it and by whatever way."""

import pytest
from django.apps import apps
from django.db import connection

from lessons.models import Lesson
from lessons.review import actions as review_actions
from lessons.writing import actions
from tests.support.factories import FindingFactory, LessonFactory, RegionFactory
from tests.support.lessons import opened, typed

LessonEvent = apps.get_model("lessons", "LessonEvent")
StanceEvent = apps.get_model("lessons", "LessonFindingEvent")
RegionEvent = apps.get_model("lessons", "LessonRegionEvent")


def history(events, *columns):
    return list(events.objects.order_by("pk").values_list("pgh_label", *columns))


class TestWords:
    def test_each_version_is_kept(self, published):
        first = published.title
        published.title = "Segunda versión"
        published.save()
        Lesson.objects.filter(pk=published.pk).update(title="Tercera versión")
        assert history(LessonEvent, "title") == [
            ("insert", first),
            ("update", "Segunda versión"),
            ("update", "Tercera versión"),
        ]

    def test_words_kept_while_a_draft_is_written_leave_no_row(self, draft):
        Lesson.objects.filter(pk=draft.pk).update(title="A medio escribir", insight="Aún")
        assert len(history(LessonEvent)) == 1

    def test_a_change_of_whom_a_draft_would_reach_leaves_a_row(self, draft):
        Lesson.objects.filter(pk=draft.pk).update(visibility="public")
        assert history(LessonEvent, "visibility")[-1] == ("update", "public")

    def test_a_change_by_sql_leaves_a_row(self, published):
        with connection.cursor() as cursor:
            cursor.execute("UPDATE lessons_lesson SET insight = 'Por SQL'")
        assert history(LessonEvent, "insight")[-1] == ("update", "Por SQL")

    def test_publication_is_a_version(self, cast, draft):
        review_actions.publish(draft, by=cast.user("secretariat"))
        assert history(LessonEvent, "published_by")[-1] == ("update", cast.user("secretariat").pk)

    def test_what_changes_nothing_leaves_no_row(self, draft):
        Lesson.objects.filter(pk=draft.pk).update(title=draft.title)
        assert len(history(LessonEvent)) == 1


class TestWhatItSpeaksTo:
    def test_stances(self, draft):
        one, two = FindingFactory.create_batch(2)
        for stances in ({one: "supports"}, {one: "contradicts", two: "supports"}, {two: "supports"}):
            actions.save(draft, regions=[], stances=stances, by=draft.author)
        assert history(StanceEvent, "finding", "stance")[:3] == [
            ("insert", one.pk, "supports"),
            ("update", one.pk, "contradicts"),
            ("insert", two.pk, "supports"),
        ]

    def test_a_stance_taken_back(self, draft):
        finding = FindingFactory()
        for stances in ({finding: "supports"}, {}):
            actions.save(draft, regions=[], stances=stances, by=draft.author)
        assert history(StanceEvent, "finding") == [("insert", finding.pk), ("delete", finding.pk)]

    def test_departments(self, draft):
        one, two = RegionFactory.create_batch(2)
        for regions in ([one], [one, two], [two]):
            actions.save(draft, regions=regions, stances={}, by=draft.author)
        assert history(RegionEvent, "lesson", "region") == [
            ("region.add", draft.pk, one.pk),
            ("region.add", draft.pk, two.pk),
            ("region.remove", draft.pk, one.pk),
        ]


class TestWho:
    @pytest.mark.parametrize("who", ["member", "secretariat", "admin"])
    def test_is_kept_with_the_change(self, cast, draft, who):
        finding, region = FindingFactory(), RegionFactory()
        sent = typed(cast, title="Otro título", supports=[finding.pk], regions=[region.pk])
        sent["seen"] = opened(draft, cast.user(who))
        cast.client(who).post(f"/lecciones/{draft.pk}/editar/", sent)
        for events in (LessonEvent, StanceEvent, RegionEvent):
            context = events.objects.latest("pk").pgh_context
            assert context.metadata["user"] == cast.user(who).pk
            assert context.metadata["url"] == f"/lecciones/{draft.pk}/editar/"

    def test_one_request_is_one_context(self, cast):
        sent = typed(cast, then="publish", supports=[FindingFactory().pk])
        cast.client("secretariat").post("/lecciones/nueva/", sent)
        contexts = {event.pgh_context_id for events in (LessonEvent, StanceEvent) for event in events.objects.all()}
        assert history(LessonEvent, "published_by") == [("insert", None), ("update", cast.user("secretariat").pk)]
        assert len(contexts) == 1

    def test_a_refused_change_leaves_no_row(self, cast, draft):
        before = history(LessonEvent)
        cast.client("other_member").post(f"/lecciones/{draft.pk}/editar/", typed(cast))
        cast.client("member").post(f"/lecciones/{draft.pk}/editar/", typed(cast, title="x" * 161))
        assert history(LessonEvent) == before


def test_the_history_outlives_the_lesson(cast):
    lesson = LessonFactory(title="Se borra")
    lesson.delete()
    assert history(LessonEvent, "title") == [("insert", "Se borra")]
