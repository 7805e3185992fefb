import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.http import Http404
from django.utils import translation

from lessons.models import Lesson, LessonFinding
from lessons.record.permissions import get_lesson
from networks.models import Membership, Role
from networks.record.permissions import Permission
from tests.support.cast import visitor
from tests.support.factories import FindingFactory, LessonFactory, UserFactory

# Who reads a lesson of `member`: ● does, · does not.
READERS = """
visibility    state       anonymous no_network other_member other_secretariat observer member secretariat admin
own_organisation published ·        ·          ·            ·                 ·        ●      ●           ●
own_network   published   ·         ·          ·            ·                 ●        ●      ●           ●
chosen_networks published ·         ·          ·            ·                 ●        ●      ●           ●
all_networks  published   ·         ·          ●            ●                 ●        ●      ●           ●
public        published   ●         ●          ●            ●                 ●        ●      ●           ●
own_organisation draft    ·         ·          ·            ·                 ·        ●      ●           ●
own_network   draft       ·         ·          ·            ·                 ·        ●      ●           ●
all_networks  draft       ·         ·          ·            ·                 ·        ●      ●           ●
public        draft       ·         ·          ·            ·                 ·        ●      ●           ●
"""
_HEADER, *_ROWS = [line.split() for line in READERS.strip().splitlines()]
READING = [
    (visibility, state, who, mark == "●")
    for visibility, state, *marks in _ROWS
    for who, mark in zip(_HEADER[2:], marks, strict=True)
]


def reads(user, lesson):
    """The list's answer, which must also be the single lesson's."""
    listed = Lesson.objects.readable_by(user).filter(pk=lesson.pk).exists()
    try:
        got = get_lesson(user, lesson.pk, Permission.READ) == lesson
    except Http404:
        got = False
    assert got == listed
    return listed


class TestReadableBy:
    @pytest.mark.parametrize(("visibility", "state", "who", "expected"), READING)
    def test_each_reader_reads_what_the_table_says(self, cast, visibility, state, who, expected):
        lesson = LessonFactory(
            network=cast.network,
            author=cast.user("member"),
            visibility=visibility,
            published=state == "published",
        )
        assert reads(visitor(cast, who), lesson) == expected

    def test_a_member_does_not_read_the_drafts_of_others(self, cast):
        draft = LessonFactory(network=cast.network, author=cast.user("secretariat"))
        assert not reads(cast.user("member"), draft)

    @pytest.mark.parametrize("now_is", [Role.OBSERVER, None])
    def test_who_may_no_longer_write_there_loses_the_draft(self, cast, draft, now_is):
        Lesson.objects.update(steward=cast.user("secretariat"))
        role = Membership.objects.filter(user=cast.user("member"))
        role.update(role=now_is) if now_is else role.delete()
        assert not reads(cast.user("member"), draft)

    @pytest.mark.parametrize("who", ["member", "secretariat", "admin"])
    def test_an_account_switched_off_reads_what_the_public_reads(self, cast, draft, who):
        own = LessonFactory(network=cast.network, published=True, visibility="own_network")
        public = LessonFactory(network=cast.network, published=True, visibility="public")
        user = cast.user(who)
        Lesson.objects.update(steward=UserFactory(is_admin=True))
        user.is_active = False
        user.save()
        assert [reads(user, lesson) for lesson in (draft, own, public)] == [False, False, True]

    def test_a_person_of_two_networks_sees_each_lesson_once(self, cast):
        lesson = LessonFactory(network=cast.network, author=cast.user("member"), published=True)
        Membership.objects.create(user=cast.user("member"), network=cast.other_network)
        assert list(Lesson.objects.readable_by(cast.user("member"))) == [lesson]


class TestQueries:
    def test_newest_first_with_drafts_before_all(self, cast, draft):
        old, new = LessonFactory(published=True), LessonFactory(published=True)
        assert list(Lesson.objects.newest_first()) == [draft, new, old]


class TestConstraints:
    """Asked of the database itself: `update` and `bulk_create` pass by all our code."""

    @pytest.mark.parametrize(
        ("constraint", "broken"),
        [
            ("lesson_has_a_title", {"title": ""}),
            ("lesson_published_says_the_essential", {"what_happened": ""}),
            ("lesson_published_says_the_essential", {"insight": ""}),
            ("lesson_published_says_the_essential", {"recommendation": ""}),
            ("lesson_published_at_and_by_together", {"published_at": None}),
            ("lesson_published_at_and_by_together", {"published_by": None}),
            ("lesson_of_a_network_or_of_the_study", {"network": None}),
            ("lesson_of_a_network_or_of_the_study", {"author": None}),
        ],
    )
    def test_refuses(self, published, constraint, broken):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            Lesson.objects.filter(pk=published.pk).update(**broken)

    @pytest.mark.parametrize("broken", [{"speaker": ""}, {"visibility": "all_networks"}, {"visibility": "own_network"}])
    def test_a_lesson_of_the_study_is_public_and_somebody_said_it(self, study_lesson, broken):
        with pytest.raises(IntegrityError, match="lesson_of_a_network_or_of_the_study"), transaction.atomic():
            Lesson.objects.filter(pk=study_lesson.pk).update(**broken)

    def test_two_lessons_do_not_share_a_key(self, draft):
        with pytest.raises(IntegrityError, match="key"), transaction.atomic():
            LessonFactory(key=draft.key)

    def test_one_stance_on_a_finding(self, draft):
        finding = FindingFactory()
        LessonFinding.objects.create(lesson=draft, finding=finding, stance="supports")
        with pytest.raises(IntegrityError, match="lessonfinding_one_stance"), transaction.atomic():
            LessonFinding.objects.create(lesson=draft, finding=finding, stance="contradicts")

    def test_a_number_once_in_its_kind(self, db):
        FindingFactory(number=1, kind="challenge", code="C1")
        FindingFactory(number=1, kind="best_practice", code="P1")
        with pytest.raises(IntegrityError, match="finding_number_once_per_kind"), transaction.atomic():
            FindingFactory(number=1, kind="challenge", code="C9")

    @pytest.mark.parametrize("who", ["author", "network"])
    def test_what_a_lesson_names_stays(self, draft, who):
        with pytest.raises(ProtectedError):
            getattr(draft, who).delete()
        assert Lesson.objects.filter(pk=draft.pk).exists()


class TestMissing:
    def test_names_what_is_not_written_or_only_blank(self, db):
        lesson = LessonFactory(what_happened="", insight=" \n")
        assert lesson.missing == ["what_happened", "insight"]

    def test_nothing_in_a_complete_one(self, draft):
        assert draft.missing == []


@pytest.mark.parametrize(("reading", "written", "other"), [("es", "es", False), ("en", "es", True), ("es", "en", True)])
def test_a_lesson_in_another_language_is_marked(db, reading, written, other):
    with translation.override(reading):
        assert LessonFactory(language=written).in_other_language is other


@pytest.mark.parametrize(("language", "text"), [("es", "Reto"), ("en", "Challenge"), ("en-gb", "Challenge")])
def test_the_frame_is_read_in_ones_language(db, language, text):
    finding = FindingFactory(code="C1", text_es="Reto", text_en="Challenge")
    with translation.override(language):
        assert finding.text == text
        assert str(finding) == f"C1 · {text}"
