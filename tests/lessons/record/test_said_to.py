"""Said to a small circle: each kind of thing that hangs on a lesson, each way to widen it, each kind of reader."""

import pytest
from django.db import connection
from django.urls import reverse
from django.utils.timezone import now

from lessons.integrity.invariants import broken
from lessons.models import (
    Application,
    Attachment,
    Audience,
    Collection,
    CollectionItem,
    Comment,
    Corroboration,
    Finding,
    Lesson,
    LessonFinding,
    Photo,
    Revision,
    Translation,
    Verification,
)
from lessons.review import actions as review_actions
from lessons.verification import actions as verification_actions
from networks.organisations.actions import merge_organisations
from tests.support.factories import (
    CommentFactory,
    CorroborationFactory,
    MembershipFactory,
    OrganisationFactory,
    belong,
    speak_for,
)
from tests.support.lessons import READERS, ROWS, change, client_for, word

MAY = {(level, who): mark == "●" for level, *marks in ROWS for who, mark in zip(READERS, marks, strict=True)}
WIDENINGS = [
    ("own_organisation", "own_network"),
    ("own_organisation", "public"),
    ("own_network", "chosen_networks"),
    ("own_network", "public"),
    ("chosen_networks", "all_networks"),
    ("all_networks", "public"),
]
# Every page as every reader takes its time: the levels at both ends and the one that names networks, and these people.
AT_THE_EDGES = ("anonymous", "no_network", "other_member", "observer", "colleague", "secretariat")
ON_PAGES = [WIDENINGS[1], WIDENINGS[2]]
KINDS = ("comment", "voice", "use", "file", "photo", "translation", "version", "note", "end")


def pages(client, lesson: Lesson) -> str:
    """All that shows what was said of it."""
    one = [lesson.pk]
    addresses = [
        reverse("lessons:lesson", args=one),
        reverse("lessons:lesson", args=one, query={"lang": "en"}),
        reverse("lessons:conversation", args=one),
        reverse("lessons:files", args=one),
        reverse("lessons:versions", args=one),
        reverse("lessons:still_true", args=one),
        reverse("lessons:lessons", query={"q": "padrones", "state": "archived"}),
        reverse("lessons:collections"),
        *(collection.get_absolute_url() for collection in Collection.objects.all()),
    ]
    return "\n".join(client.get(address, follow=True).content.decode() for address in addresses)


@pytest.mark.parametrize(("before", "after"), ON_PAGES)
def test_what_was_said_reaches_whom_it_reached(cast, people, tell, before, after):
    lesson = tell(before)
    change(lesson, cast.user("secretariat"), visibility=after, shared_with=[cast.other_network])
    for who in AT_THE_EDGES:
        page = pages(client_for(cast, people[who]), lesson)
        assert (lesson.title in page) is MAY[after, who], who
        # A visitor reads no conversation; who may not write sees no notes of a review.
        kinds = [kind for kind in KINDS if kind != "comment" or who != "anonymous"]
        shown = {kind for kind in kinds if word(kind) in page}
        assert shown == ({*kinds} if MAY[before, who] else set()), who


@pytest.mark.parametrize(("before", "after"), WIDENINGS)
def test_rows_reach_whom_they_reached(cast, people, tell, before, after):
    lesson = tell(before)
    change(lesson, cast.user("secretariat"), visibility=after, shared_with=[cast.other_network])
    for model in (Comment, Corroboration, Application, Attachment, Photo, Translation, Verification, CollectionItem):
        for who in READERS:
            assert model.objects.said_to(people[who]).exists() is MAY[before, who], (model, who)


@pytest.mark.parametrize(("before", "after"), WIDENINGS)
def test_rows_narrowed_and_widened_again_reach_whom_they_reached(cast, people, tell, before, after):
    lesson = tell(after)
    shared = [cast.other_network]
    change(lesson, cast.user("secretariat"), visibility=before, shared_with=shared)
    change(lesson, cast.user("secretariat"), visibility=after, shared_with=shared)
    for model in (Comment, Corroboration, Attachment, Translation, Revision):
        for who in READERS:
            assert model.objects.said_to(people[who]).exists() is MAY[after, who], (model, who)


class TestWhatIsToBeSeenOnAPhotograph:
    """Its description may change without it."""

    @pytest.fixture
    def described(self, cast, people, tell):
        def described(lesson: Lesson, alt: str) -> None:
            client_for(cast, people["secretariat"]).post(f"/lecciones/{lesson.pk}/foto/", {"alt": alt})

        return described

    def test_said_to_fewer_it_takes_the_photograph_to_those(self, cast, people, tell, described):
        lesson = tell("public")
        change(lesson, cast.user("secretariat"), visibility="own_network")
        described(lesson, "Rosa, de la asamblea")
        change(lesson, cast.user("secretariat"), visibility="public")
        assert "Rosa" not in pages(client_for(cast, people["anonymous"]), lesson)
        assert "Rosa" in pages(client_for(cast, people["observer"]), lesson)

    def test_said_to_more_it_takes_the_photograph_to_nobody(self, cast, people, tell, described):
        lesson = tell("own_network")
        change(lesson, cast.user("secretariat"), visibility="public")
        described(lesson, "Veinte mujeres votan")
        assert Photo.objects.get().alt == "Veinte mujeres votan"
        assert not Photo.objects.said_to(people["anonymous"]).exists()
        assert Photo.objects.said_to(people["observer"]).exists()

    def test_said_to_others_it_stays_with_whom_both_reached(self, cast, people, tell, described):
        lesson = tell("own_organisation")
        elsewhere = {"network": cast.other_network, "steward": cast.user("other_secretariat")}
        Lesson.objects.filter(pk=lesson.pk).update(visibility="own_network", **elsewhere)
        Photo.objects.update(alt="Rosa")
        assert not Photo.objects.said_to(people["other_member"]).exists()
        assert not Photo.objects.said_to(people["colleague"]).exists()


def test_who_ended_the_lesson_is_not_named_to_new_readers(cast, people, tell, speaker):
    lesson = tell("own_network")
    change(lesson, cast.user("secretariat"), visibility="public")
    assert str(speaker) in client_for(cast, people["observer"]).get(lesson.get_absolute_url()).content.decode()
    assert str(speaker) not in client_for(cast, people["third"]).get(lesson.get_absolute_url()).content.decode()


class TestOtherWays:
    def test_a_network_that_is_added_reads_nothing_said_before(self, cast, people, tell):
        lesson = tell("own_network")
        change(lesson, cast.user("secretariat"), visibility="chosen_networks", shared_with=[cast.other_network])
        third = people["third"].memberships.get().network
        speak_again = CommentFactory(lesson=lesson, text="A dos redes")
        change(lesson, cast.user("secretariat"), visibility="chosen_networks", shared_with=[cast.other_network, third])
        assert Comment.objects.said_to(people["other_member"]).get() == speak_again
        assert not Comment.objects.said_to(people["third"]).exists()

    def test_another_organisation_reads_nothing_said_before(self, cast, people, tell):
        lesson = tell("own_organisation")
        other = OrganisationFactory()
        newcomer = MembershipFactory(network=cast.network, organisation=other).user
        speak_for(other, cast.user("secretariat"))
        change(lesson, cast.user("secretariat"), organisation=other)
        assert not Comment.objects.said_to(newcomer).exists()
        assert Comment.objects.said_to(people["colleague"]).exists()
        assert [each.number for each in Revision.objects.said_to(newcomer)] == [2]

    def test_the_same_organisation_in_another_network_is_another_circle(self, cast, people, tell):
        tell("own_organisation")
        organisation = people["colleague"].memberships.get().organisation
        elsewhere = MembershipFactory(network=cast.other_network, organisation=organisation).user
        assert not Comment.objects.said_to(elsewhere).exists()

    def test_an_organisation_that_was_merged_is_the_same_circle(self, cast, people, tell):
        tell("own_organisation")
        organisation, into = people["colleague"].memberships.get().organisation, OrganisationFactory()
        for each in (organisation, into):
            belong(each, cast.network)
        merge_organisations(organisation, into=into, by=cast.user("admin"))
        assert Comment.objects.said_to(people["colleague"]).exists()
        assert not Comment.objects.said_to(people["observer"]).exists()

    def test_another_network_by_sql_reads_nothing_said_before(self, cast, people, tell):
        lesson = tell("own_network")
        MembershipFactory(user=lesson.steward, network=cast.other_network)
        Lesson.objects.filter(pk=lesson.pk).update(network=cast.other_network)
        assert not Comment.objects.said_to(people["other_member"]).exists()

    def test_new_words_saved_while_it_is_widened_do_not_take_the_old_ones_along(self, cast, people, tell):
        lesson = tell("chosen_networks")
        third = people["third"].memberships.get().network
        change(lesson, cast.user("secretariat"), insight="Para otros.", shared_with=[third])
        assert [each.number for each in Revision.objects.said_to(people["third"])] == [3]
        assert 3 not in [each.number for each in Revision.objects.said_to(people["other_member"])]


class TestDraft:
    def test_what_it_brings_is_said_when_it_is_published(self, cast, people, draft):
        Attachment.objects.create(lesson=draft, added_by=draft.author, title="Acta", content="x", size=1, kind="pdf")
        Lesson.objects.update(visibility="public")
        assert not Attachment.objects.said_to(people["anonymous"]).exists()
        review_actions.publish(draft, by=cast.user("secretariat"))
        assert Attachment.objects.said_to(people["anonymous"]).exists()

    def test_its_versions_before_stay_with_who_may_change_it(self, cast, people, draft):
        review_actions.hand_in(draft, by=draft.author)
        change(draft, cast.user("secretariat"), insight="Corregido.")
        review_actions.publish(draft, by=cast.user("secretariat"))
        assert [each.number for each in Revision.objects.said_to(people["third"])] == [2]
        assert Revision.objects.said_to(draft.author).count() == 2


class TestDatabase:
    """It alone writes an audience, whatever way a row comes in."""

    def test_a_row_that_was_fetched_before_takes_nothing_back(self, cast, people, tell):
        tell("own_network")
        stale = Corroboration.objects.get()
        Lesson.objects.update(visibility="public")
        Corroboration.objects.update(agreed_at=now())
        stale.save()
        assert Corroboration.objects.said_to(people["anonymous"]).exists()

    def test_an_audience_written_by_the_application_is_not_kept(self, cast, people, tell):
        lesson = tell("own_network")
        Lesson.objects.filter(pk=lesson.pk).update(visibility="public")
        everyone = Audience.objects.get(circles=["everyone"])
        Comment.objects.update(audience=everyone)
        Verification.objects.update(audience=everyone)
        Revision.objects.update(audience=everyone, texts_audience=everyone)
        assert not Comment.objects.said_to(people["anonymous"]).exists()
        assert not Verification.objects.said_to(people["anonymous"]).exists()
        assert Revision.objects.said_to(people["anonymous"]).count() == 1

    def test_equal_circles_are_one_row(self, cast, people):
        with connection.cursor() as cursor:
            cursor.execute("SELECT memoria_audience(ARRAY['network:2', 'network:1/organisation:3', 'network:1'])")
            [one] = cursor.fetchone()
            cursor.execute("SELECT memoria_audience(ARRAY['network:1', 'network:2', 'network:2'])")
            assert cursor.fetchone() == (one,)
        assert Audience.objects.get(pk=one).circles == ["network:1", "network:2"]


def test_what_reaches_nobody_is_told_by_verify_memory(cast, tell):
    invariant = "whatever was said of a lesson says whom it reached"
    tell("own_network")
    assert invariant not in [each.name for each, _faults, _more in broken()]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE lessons_comment DISABLE TRIGGER USER")
        cursor.execute("UPDATE lessons_comment SET audience_id = NULL")
        cursor.execute("ALTER TABLE lessons_comment ENABLE TRIGGER USER")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    assert invariant in [each.name for each, _faults, _more in broken()]


@pytest.mark.parametrize("number", [1, 12])
def test_the_page_asks_no_more_however_much_was_said(cast, tell, number, django_assert_num_queries):
    lesson = tell("own_network")
    CommentFactory.create_batch(number, lesson=lesson)
    CorroborationFactory.create_batch(number, lesson=lesson)
    client = cast.client("member")
    with django_assert_num_queries(8):
        client.get(lesson.get_absolute_url())


def test_a_finding_lists_only_the_uses_that_reach_its_reader(cast, people, tell):
    lesson = tell("own_network")
    verification_actions.put_in_force_again(lesson, by=cast.user("secretariat"))
    change(lesson, cast.user("secretariat"), visibility="public")
    LessonFinding.objects.get_or_create(lesson=lesson, finding=Finding.objects.get(code="C1"))
    url = reverse("lessons:finding_uses", args=["C1"])
    assert word("use") not in cast.client("other_member").get(url).content.decode()
    assert word("use") in cast.client("member").get(url).content.decode()
