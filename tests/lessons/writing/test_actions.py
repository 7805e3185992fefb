import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import FileSystemStorage
from django.utils.timezone import now

from lessons.models import Attachment, Lesson, LessonFinding
from lessons.review import actions as review_actions
from lessons.writing import actions
from tests.support.factories import FindingFactory, LessonFactory, RegionFactory
from tests.support.lessons import words


class TestPublish:
    def test_says_when_and_by_whom(self, cast, draft):
        review_actions.publish(draft, by=cast.user("secretariat"))
        assert draft.is_published
        assert draft.published_by == cast.user("secretariat")
        assert Lesson.objects.published().get() == draft

    def test_twice_changes_nothing(self, cast, draft):
        review_actions.publish(draft, by=cast.user("secretariat"))
        before = words(draft)
        review_actions.publish(draft, by=cast.user("admin"))
        assert words(draft) == before

    def test_of_two_who_opened_the_draft_the_first_publishes(self, cast, draft):
        also_open = Lesson.objects.get(pk=draft.pk)
        review_actions.publish(draft, by=cast.user("secretariat"))
        review_actions.publish(also_open, by=cast.user("admin"))
        assert also_open.published_by == cast.user("secretariat")

    @pytest.mark.parametrize("empty", ["", " \n\t"])
    @pytest.mark.parametrize("field", ["what_happened", "insight", "recommendation"])
    def test_an_incomplete_one_stays_a_draft(self, cast, field, empty):
        lesson = LessonFactory(network=cast.network, **{field: empty})
        before = words(lesson)
        with pytest.raises(ValidationError) as refusal:
            review_actions.publish(lesson, by=cast.user("secretariat"))
        assert list(refusal.value.message_dict) == [field]
        assert words(lesson) == before

    def test_what_was_emptied_meanwhile_stays_a_draft(self, cast, draft):
        Lesson.objects.filter(pk=draft.pk).update(insight="")
        with pytest.raises(ValidationError):
            review_actions.publish(draft, by=cast.user("secretariat"))
        draft.refresh_from_db()
        assert not draft.is_published

    def test_publishing_changes_only_the_lesson_meant(self, cast, draft):
        other = LessonFactory(network=cast.network)
        review_actions.publish(draft, by=cast.user("secretariat"))
        other.refresh_from_db()
        assert not other.is_published


class TestSave:
    def save(self, lesson, by, regions=(), stances=None):
        actions.save(lesson, regions=regions, stances=stances or {}, by=by)

    def test_who_saves_first_is_the_author(self, cast):
        lesson = Lesson(title="Una", network=cast.network)
        self.save(lesson, cast.user("member"))
        self.save(lesson, cast.user("secretariat"))
        lesson.refresh_from_db()
        assert lesson.author == cast.user("member")

    def test_a_lesson_of_the_study_gets_no_author(self, cast, study_lesson):
        self.save(study_lesson, cast.user("admin"))
        study_lesson.refresh_from_db()
        assert study_lesson.author is None

    def test_departments_and_stances_become_what_is_given(self, cast, draft):
        kept, changed, gone, new = FindingFactory.create_batch(4)
        here, there = RegionFactory.create_batch(2)
        self.save(draft, draft.author, [here], dict.fromkeys((kept, changed, gone), "supports"))
        row = LessonFinding.objects.get(finding=kept)
        self.save(draft, draft.author, [there], {kept: "supports", changed: "contradicts", new: "contradicts"})
        assert list(draft.regions.all()) == [there]
        assert dict(draft.stances.values_list("finding", "stance")) == {
            kept.pk: "supports",
            changed.pk: "contradicts",
            new.pk: "contradicts",
        }
        assert LessonFinding.objects.get(finding=kept) == row

    def test_what_was_published_meanwhile_stays_published(self, cast, draft):
        open_in_a_form = Lesson.objects.get(pk=draft.pk)
        review_actions.publish(draft, by=cast.user("secretariat"))
        open_in_a_form.title = "Otro título"
        self.save(open_in_a_form, cast.user("member"))
        draft.refresh_from_db()
        assert draft.title == "Otro título"
        assert draft.is_published

    def test_what_was_published_meanwhile_is_not_emptied(self, cast, draft):
        open_in_a_form = Lesson.objects.get(pk=draft.pk)
        review_actions.publish(draft, by=cast.user("secretariat"))
        before = words(draft)
        open_in_a_form.insight = ""
        with pytest.raises(ValidationError) as refusal:
            self.save(open_in_a_form, cast.user("member"))
        assert list(refusal.value.message_dict) == ["insight"]
        assert words(draft) == before

    def test_what_changes_nothing_is_not_written(self, cast, draft):
        before = words(draft)
        self.save(Lesson.objects.get(pk=draft.pk), cast.user("member"))
        assert words(draft) == before

    def test_saving_is_all_or_nothing(self, cast, draft):
        def departments():
            yield RegionFactory()
            raise ConnectionError

        before = words(draft)
        draft.title = "Otro título"
        with pytest.raises(ConnectionError):
            self.save(draft, draft.author, departments())
        assert words(draft) == before


def test_a_draft_is_discarded_though_its_files_cannot_be_deleted(cast, monkeypatch, django_capture_on_commit_callbacks):
    def broken(*_: object) -> None:
        raise OSError(30, "Read-only file system")

    draft, member = LessonFactory(network=cast.network, author=cast.user("member")), cast.user("member")
    about = {"title": "Acta", "file_name": "a.pdf", "kind": "pdf", "size": 1, "read_at": now()}
    Attachment.objects.create(lesson=draft, added_by=member, content="acta", **about)
    monkeypatch.setattr(FileSystemStorage, "delete", broken)
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.discard(draft)
    assert not Lesson.objects.filter(pk=draft.pk).exists()
