"""Who will read a lesson, who may know whom it comes from, and who answers for it."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils.timezone import localdate

from lessons.consent.audience import audience_of
from lessons.models import Lesson
from lessons.record.audience import readers_of
from lessons.record.permissions import get_lesson
from lessons.writing import actions
from networks.models import User
from networks.record.permissions import Permission
from tests.support.cast import ROLES, visitor
from tests.support.factories import (
    LessonFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
    in_force,
    speak_for,
)
from tests.support.htmx import soup
from tests.support.lessons import opened, typed, words

NEW = "/lecciones/nueva/"
ACCOUNTS = ("no_network", *ROLES, "admin")


@pytest.fixture
def crowd(cast):
    """One of each kind, one of the author's organisation, and an account that is switched off."""
    people = [cast.user(who) for who in ACCOUNTS]
    organisation = OrganisationFactory()
    speak_for(organisation, cast.user("member"))
    here, elsewhere = (
        MembershipFactory(network=network, organisation=organisation).user
        for network in (cast.network, cast.other_network)
    )
    return [*people, here, elsewhere, UserFactory(is_active=False)]


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


class TestAudience:
    @pytest.mark.parametrize("visibility", Lesson.Visibility.values)
    @pytest.mark.parametrize("published", [True, False])
    def test_counts_those_who_read_it_once_published(self, cast, crowd, visibility, published):
        organisation = cast.user("member").memberships.get().organisation
        fields = {"network": cast.network, "author": cast.user("member"), "organisation": organisation}
        lesson = LessonFactory(**fields, visibility=visibility, published=published)
        lesson.shared_with.set([cast.other_network] if visibility == "chosen_networks" else [])
        foreseen = set(readers_of(lesson, lesson.shared_with.all()))
        Lesson.objects.filter(published_at=None).update(**in_force(published_by=lesson.author))
        people = User.objects.filter(is_active=True)
        assert foreseen == {user for user in people if Lesson.objects.readable_by(user).contains(lesson)}
        assert audience_of(lesson, lesson.shared_with.all()).count == len(foreseen)

    def test_my_organisation_means_those_of_the_lessons_own_network(self, cast, crowd):
        """Who takes part for it elsewhere was given that place by another secretariat."""
        organisation = cast.user("member").memberships.get().organisation
        fields = {"network": cast.network, "author": cast.user("member"), "organisation": organisation}
        lesson = LessonFactory(**fields, visibility="own_organisation", published=True)
        places = organisation.memberships.exclude(user=lesson.author)
        for network, reads in ((cast.network, True), (cast.other_network, False)):
            colleague = places.get(network=network).user
            assert Lesson.objects.readable_by(colleague).contains(lesson) is reads
            url = lesson.get_absolute_url()
            assert client_of(colleague).get(url).status_code == (200 if reads else 404)

    def test_stands_beside_the_button_that_publishes(self, cast, draft):
        page = soup(cast.client("secretariat").get(draft.get_absolute_url()))
        said = page.select_one("#status").get_text(" ", strip=True)
        assert "Todas las personas que participan en una red" in said
        assert "2 personas con cuenta" in said  # its author, and who reads this

    def test_who_may_not_publish_is_not_told_the_number(self, cast, draft):
        page = soup(cast.client("member").get(draft.get_absolute_url()))
        assert "personas con cuenta" not in page.select_one("#status").get_text()


class TestNaming:
    @pytest.mark.parametrize(
        ("who", "knows"),
        [(None, False), ("other_member", False), ("observer", False), ("secretariat", True), ("admin", True),
         ("other_secretariat", False), ("member", True)],
    )  # fmt: skip
    def test_who_knows_whom_it_comes_from(self, cast, who, knows):
        author, organisation = cast.user("member"), OrganisationFactory()
        fields = {"author": author, "organisation": organisation, "visibility": "public", "published": True}
        lesson = LessonFactory(network=cast.network, is_unnamed=True, **fields)
        got = get_lesson(visitor(cast, who or "anonymous"), lesson.pk, Permission.READ)
        assert (got.author, got.organisation) == ((author, organisation) if knows else (None, None))

    def test_what_was_hidden_cannot_be_stored(self, cast):
        lesson = LessonFactory(network=cast.network, is_unnamed=True, visibility="public", published=True)
        got = get_lesson(cast.user("other_member"), lesson.pk, Permission.READ)
        with pytest.raises(IntegrityError), transaction.atomic():
            got.save()
        lesson.refresh_from_db()
        assert lesson.author is not None

    def test_only_its_author_takes_it_back(self, cast):
        fields = {"network": cast.network, "author": cast.user("member"), "is_unnamed": True}
        lesson = LessonFactory(**fields)
        url = f"/lecciones/{lesson.pk}/editar/"
        for who, still in (("secretariat", True), ("member", False)):
            sent = typed(cast, key=None, network=None, seen=opened(lesson, cast.user(who)))
            assert cast.client(who).post(url, sent).status_code == 302
            lesson.refresh_from_db()
            assert lesson.is_unnamed is still

    def test_who_answers_for_it_without_knowing_does_not_change_it(self, cast):
        keeper = MembershipFactory(network=cast.network).user
        lesson = LessonFactory(network=cast.network, is_unnamed=True, published=True, steward=keeper)
        with pytest.raises(PermissionDenied):
            get_lesson(keeper, lesson.pk, Permission.WRITE)
        Lesson.objects.update(is_unnamed=False)
        assert get_lesson(keeper, lesson.pk, Permission.WRITE) == lesson


class TestForm:
    def test_shares_with_the_networks_chosen(self, cast):
        MembershipFactory(user=cast.user("member"))
        sent = typed(cast, visibility="chosen_networks", shared_with=[cast.other_network.pk, cast.network.pk])
        assert cast.client("member").post(NEW, sent).status_code == 302
        lesson = Lesson.objects.get()
        assert list(lesson.shared_with.all()) == [cast.other_network]
        assert lesson.steward == cast.user("member")

    def test_a_level_without_chosen_networks_forgets_them(self, cast, draft):
        Lesson.objects.update(visibility="chosen_networks")
        draft.shared_with.set([cast.other_network])
        sent = typed(cast, key=None, network=None, shared_with=[cast.other_network.pk], visibility="own_network")
        assert cast.client("member").post(f"/lecciones/{draft.pk}/editar/", sent).status_code == 302
        assert not draft.shared_with.exists()

    @pytest.mark.parametrize("visibility", ["chosen_networks", "own_organisation"])
    def test_a_level_without_whom_it_names_is_not_saved(self, cast, visibility):
        speak_for(OrganisationFactory(), cast.user("member"))
        answer = cast.client("member").post(NEW, typed(cast, visibility=visibility))
        assert answer.status_code == 422
        assert soup(answer).select(".errorlist")
        assert not Lesson.objects.exists()

    def test_my_organisation_is_offered_to_those_who_have_one(self, cast):
        client = cast.client("member")
        assert not soup(client.get(NEW)).select("[value=own_organisation]")
        speak_for(OrganisationFactory(), cast.user("member"))
        assert soup(client.get(NEW)).select("[value=own_organisation]")


class TestForWhom:
    """Whose people read it hangs on the organisation it names: nobody names one that they were not given there."""

    @pytest.fixture
    def elsewhere(self, cast):
        """In the other network the member takes part for an organisation; in their own for none."""
        role = MembershipFactory(
            user=cast.user("member"), network=cast.other_network, organisation=OrganisationFactory()
        )
        return role.organisation

    def test_an_organisation_of_another_network_is_refused_at_its_field(self, cast, elsewhere):
        sent = typed(cast, organisation=elsewhere.pk, visibility="own_organisation")
        answer = cast.client("member").post(NEW, sent)
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == ["organisation"]
        assert not Lesson.objects.exists()

    def test_an_organisation_is_taken_in_the_network_where_one_has_it(self, cast, elsewhere):
        sent = typed(cast, organisation=elsewhere.pk, network=cast.other_network.pk, visibility="own_organisation")
        assert cast.client("member").post(NEW, sent).status_code == 302
        assert Lesson.objects.get().organisation == elsewhere

    def test_an_organisation_of_another_network_is_not_offered_or_taken_for_a_draft(self, cast, elsewhere, draft):
        sent = typed(cast, key=None, network=None, organisation=elsewhere.pk)
        url = f"/lecciones/{draft.pk}/editar/"
        assert str(elsewhere) not in cast.client("member").get(url).content.decode()
        cast.client("member").post(url, sent)
        draft.refresh_from_db()
        assert draft.organisation is None

    def test_an_organisation_of_another_network_is_refused_past_the_form(self, cast, elsewhere, draft):
        draft.organisation = elsewhere
        with pytest.raises(ValidationError):
            actions.save(draft, regions=(), stances={}, by=cast.user("member"))
        draft.refresh_from_db()
        assert draft.organisation is None

    def test_one_that_left_the_network_stays_on_its_lessons(self, cast):
        organisation = OrganisationFactory()
        speak_for(organisation, cast.user("member"))
        lesson = LessonFactory(network=cast.network, author=cast.user("member"), organisation=organisation)
        organisation.affiliations.update(ended_on=localdate())
        sent = typed(cast, key=None, network=None, organisation=organisation.pk, visibility="own_organisation")
        sent["seen"] = opened(lesson, cast.user("member"))
        assert cast.client("member").post(f"/lecciones/{lesson.pk}/editar/", sent).status_code == 302
        lesson.refresh_from_db()
        assert (lesson.organisation, lesson.visibility) == (organisation, "own_organisation")

    def test_nobody_becomes_the_author_of_what_hides_its_source(self, cast):
        lesson = LessonFactory(network=cast.network, is_unnamed=True, published=True)
        got = get_lesson(cast.user("other_member"), lesson.pk, Permission.READ)
        with pytest.raises(IntegrityError), transaction.atomic():
            actions.save(got, regions=(), stances={}, by=cast.user("other_member"))
        assert Lesson.objects.get().author == lesson.author


class TestSteward:
    """The database holds it, whoever writes to it."""

    def refused(self, act):
        before = list(Lesson.objects.values_list("steward", flat=True))
        with pytest.raises(IntegrityError), transaction.atomic():
            act()
        assert list(Lesson.objects.values_list("steward", flat=True)) == before
        assert not Lesson.objects.without_active_steward().exists()

    def test_nobody_leaves_before_they_hand_over(self, cast, draft):
        role = cast.user("member").memberships.get()
        self.refused(role.delete)
        Lesson.objects.update(steward=cast.user("secretariat"))
        role.delete()
        assert not cast.user("member").memberships.exists()

    def test_a_steward_does_not_become_an_observer(self, cast, draft):
        self.refused(lambda: cast.user("member").memberships.update(role="observer"))
        cast.user("member").memberships.update(role="secretariat")

    def test_a_stewards_account_is_not_closed(self, cast, draft):
        self.refused(lambda: User.objects.filter(pk=draft.steward_id).update(is_active=False))

    def test_a_steward_stays_the_admin_by_which_they_may(self, cast, draft):
        Lesson.objects.update(steward=cast.user("admin"))
        UserFactory(is_admin=True)  # the last one stays
        self.refused(lambda: User.objects.filter(pk=cast.user("admin").pk).update(is_admin=False))
        MembershipFactory(user=cast.user("admin"), network=cast.network)
        User.objects.filter(pk=cast.user("admin").pk).update(is_admin=False)
        assert not Lesson.objects.without_active_steward().exists()

    @pytest.mark.parametrize("who", ["observer", "other_member", "no_network"])
    def test_it_is_handed_to_no_one_who_could_not_keep_it(self, cast, draft, who):
        self.refused(lambda: Lesson.objects.update(steward=cast.user(who)))

    def test_a_form_that_was_open_does_not_take_it_back(self, cast, draft):
        stale = Lesson.objects.get(pk=draft.pk)
        Lesson.objects.update(steward=cast.user("secretariat"))
        cast.client("member").post(f"/lecciones/{draft.pk}/editar/", typed(cast, key=None, network=None))
        assert words(stale)["steward_id"] == cast.user("secretariat").pk
