"""What is stored about a person: they see all of it, take it with them, and close their account."""

import json
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import override

from config.privacy.closing import close, hindrances
from config.privacy.own_data import own_data
from config.privacy.registry import shown
from digests.models import KeptMail, Subscription
from lessons.models import Lesson
from networks.joining.actions import ask_to_join
from networks.models import Affiliation, Invitation, Membership, SignIn, User
from tests.support.factories import (
    PASSWORD,
    CollectionFactory,
    CommentFactory,
    CorroborationFactory,
    InvitationFactory,
    LessonFactory,
    MembershipFactory,
    NetworkFactory,
    OrganisationFactory,
)
from tests.support.written_rows import everything

pytestmark = pytest.mark.django_db
CLOSE = {"password": PASSWORD, "is_sure": "on"}


@pytest.fixture
def member(cast) -> User:
    """With something in every table, a marked name and a marked address; answers for nothing."""
    user = cast.user("member")
    user.name, user.email = "Zzqnombre", "zzqcorreo@ejemplo.example"
    user.contact, user.knows_about = "zzqfono", "zzqsabe"
    user.set_password(PASSWORD)
    user.save()
    user.emailaddress_set.update(email=user.email)
    keeper = cast.user("secretariat")
    LessonFactory(network=cast.network, author=user, steward=keeper, published=True, title="Lo que aprendí")
    CorroborationFactory(by=user, network=cast.network)
    InvitationFactory(network=cast.network, by=user)
    ask_to_join(cast.other_network, user=user, message="Soy Zzqnombre y quiero participar.")
    Affiliation.objects.create(network=cast.network, person=user)
    Subscription.starting(user).save()
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    SignIn.objects.create(user=user, kind="in", browser="zzqbrowser")
    KeptMail.objects.create(to=user.email, subject="Hola Zzqnombre", text="Zzqnombre")
    LogEntry.objects.create(
        user=keeper, action_flag=2, object_id=user.pk, object_repr="Zzqnombre – Propia (integrante)"
    )
    return user


def words_in_the_database() -> str:
    return json.dumps(everything(), default=str).lower()


class TestOwnData:
    def test_says_all_and_no_secret(self, cast, member):
        client = cast.client("member")
        answer = client.get("/cuenta/mis-datos.json")
        content: dict[str, Any] = json.loads(answer.content)
        assert content["Tu cuenta"][0]["Correo electrónico"] == member.email
        assert content["Lecciones que escribiste"][0]["Título"] == "Lo que aprendí"
        assert content["Cuándo entraste"][0]["Navegador"] == "zzqbrowser"
        [asked] = content["Tus pedidos para participar"]
        assert asked["Quién eres y por qué quieres participar"].startswith("Soy Zzqnombre")
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["Content-Disposition"].startswith("attachment")
        text = answer.content.decode()
        for secret in (member.password, "JBSWY3DPEHPK3PXP", Authenticator.objects.get().data["secret"], "session_key"):
            assert secret not in text
        assert "Lo que aprendí" in client.get("/cuenta/mis-datos/").content.decode()

    def test_names_the_same_columns_in_both_languages(self, cast, member):
        told = []
        for language in ("es", "en"):
            with override(language):
                told.append([[len(row) for row in group.shown] for group in own_data(member)])
        assert told[0] == told[1]

    def test_says_nothing_of_anybody_else(self, cast, member):
        for who in ("secretariat", "other_member"):
            text = cast.client(who).get("/cuenta/mis-datos.json").content.decode()
            assert "zzq" not in text.lower()
        assert "secretariat@" not in cast.client("member").get("/cuenta/mis-datos.json").content.decode()

    def test_says_no_title_of_a_lesson_they_may_no_longer_read(self, cast):
        lesson = LessonFactory(title="Zzqtítulo", published=True, visibility="public")
        CorroborationFactory(lesson=lesson, by=cast.user("member"), network=cast.network, text="Lo mío")
        client = cast.client("member")
        assert "Zzqtítulo" in client.get("/cuenta/mis-datos.json").content.decode()
        Lesson.objects.update(visibility="own_network")
        for page in ("/cuenta/mis-datos.json", "/cuenta/mis-datos/"):
            text = client.get(page).content.decode()
            assert "Lo mío" in text
            assert "Zzqtítulo" not in text

    def test_who_left_takes_their_own_words_and_none_that_others_wrote_since(self, cast):
        lesson, client = self.written_with_others(cast), cast.client("member")
        assert "zzqde otra" in client.get("/cuenta/mis-datos.json").content.decode()
        Membership.objects.filter(user=cast.user("member")).delete()
        for page in ("/cuenta/mis-datos.json", "/cuenta/mis-datos/"):
            text = client.get(page).content.decode()
            assert "Lo que dije yo" in text
            assert "zzq" not in text
        Lesson.objects.filter(pk=lesson.pk).update(visibility="public")
        text = client.get("/cuenta/mis-datos.json").content.decode()
        assert "zzqde otra" in text
        assert "zzqpor qué" not in text  # that was said to the network

    def written_with_others(self, cast) -> Lesson:
        """By the member, and then by the secretariat, which says why; with a collection that it calls anew too."""
        keeper = cast.user("secretariat")
        said = {"network": cast.network, "author": cast.user("member"), "steward": keeper, "published": True}
        lesson = LessonFactory(title="Lo que dije yo", visibility="own_network", **said)
        since = {"title": "zzqde otra", "edited_by": keeper, "edit_note": "zzqpor qué"}
        CollectionFactory(by=cast.user("member"), network=cast.network, visibility="own_network", title="zzqde todos")
        Lesson.objects.filter(pk=lesson.pk).update(**since)
        return lesson

    def test_tells_no_circle_by_which_an_unnamed_lesson_is_known(self, cast):
        keeper, organisation = cast.user("member"), OrganisationFactory()
        author = MembershipFactory(network=cast.network, organisation=organisation).user
        said = {"network": cast.network, "author": author, "steward": keeper, "organisation": organisation}
        lesson = LessonFactory(visibility="own_organisation", is_unnamed=True, published=True, **said)
        CommentFactory(lesson=lesson, by=keeper, text="Lo mío")
        text = cast.client("member").get("/cuenta/mis-datos.json").content.decode()
        assert "Lo mío" in text
        assert "organisation:" not in text

    @pytest.mark.parametrize("rows", [3, 30])
    def test_asks_as_often_however_much_there_is(self, cast, rows, django_assert_max_num_queries):
        user = cast.user("member")
        for _ in range(rows):
            LessonFactory(network=NetworkFactory(), author=user, published=True)
            CorroborationFactory(by=user, network=NetworkFactory())
        with django_assert_max_num_queries(len([*shown()]) + 3):  # one for each table; who reads what; kinds of rows
            own_data(user)

    @pytest.mark.parametrize("language", ["es", "en"])
    def test_has_a_title_for_each_table(self, cast, member, language):
        with override(language):
            titles = [group.title for group in own_data(member)]
        assert len(set(titles)) == len(titles)


class TestClose:
    def test_no_word_of_them_is_left_and_what_they_gave_is(self, cast, member):
        assert "zzq" in words_in_the_database()
        answer = cast.client("member").post("/cuenta/cerrar/", CLOSE)
        assert answer.status_code == 302
        assert "zzq" not in words_in_the_database()
        lesson = Lesson.objects.get(title="Lo que aprendí")
        assert lesson.author_id == member.pk
        page = cast.client("secretariat").get(lesson.get_absolute_url()).content.decode()
        assert "alguien que se fue" in page
        assert not Membership.objects.filter(user=member).exists()
        assert not Invitation.objects.open().filter(by=member).exists()
        assert Affiliation.objects.get(person=member).ended_on

    def test_nobody_gets_in_by_it_again(self, cast, member):
        other_device = cast.client("member")
        cast.client("member").post("/cuenta/cerrar/", CLOSE)
        assert other_device.get("/cuenta/perfil/").status_code == 302
        other_device.post("/cuenta/login/", {"login": "zzqcorreo@ejemplo.example", "password": PASSWORD})
        assert other_device.get("/cuenta/perfil/").status_code == 302

    @pytest.mark.parametrize("change", [{"password": "otra"}, {"password": ""}, {"is_sure": ""}])
    def test_without_password_and_a_clear_yes_nothing_changes(self, cast, member, change):
        client = cast.client("member")
        before = everything()
        assert client.post("/cuenta/cerrar/", CLOSE | change).status_code == 422
        assert everything() == before

    def test_who_answers_for_a_lesson_cannot_close_yet(self, cast, member):
        LessonFactory.create_batch(6, network=cast.network, author=member, title="Pedir la cita")
        page = self.refused(cast, "member", member, cast.network.get_absolute_url())
        assert page.count("«Pedir la cita»") == 5
        assert "«Pedir la cita», …" in page

    def test_who_runs_the_network_hands_over_themselves(self, cast):
        MembershipFactory(network=cast.network, role="secretariat")
        user = cast.user("secretariat")
        LessonFactory(network=cast.network, author=user)
        self.refused(cast, "secretariat", user, f"/redes/{cast.network.slug}/personas/")

    def test_a_password_cannot_be_guessed_without_end(self, cast, member):
        client, wrong = cast.client("member"), {"is_sure": "on"}
        tries = [client.post("/cuenta/cerrar/", wrong | {"password": f"x{n}"}).status_code for n in range(11)]
        assert tries == [422] * 10 + [429]
        assert client.post("/cuenta/cerrar/", CLOSE).status_code == 429
        assert User.objects.get(pk=member.pk).is_active

    def test_the_whole_secretariat_cannot_close(self, cast):
        user = cast.user("secretariat")
        self.refused(cast, "secretariat", user, f"/redes/{cast.network.slug}/secretaria/")
        MembershipFactory(network=cast.network, role="secretariat")
        assert hindrances(user) == []

    def test_the_only_admin_cannot_close(self, cast):
        self.refused(cast, "admin", cast.user("admin"), "/administracion/personas/")

    def refused(self, cast, who: str, user: User, where: str) -> str:
        user.set_password(PASSWORD)
        user.save()
        client = cast.client(who)
        page: str = client.get("/cuenta/cerrar/").content.decode()
        assert f'href="{where}"' in page
        before = everything()
        assert client.post("/cuenta/cerrar/", CLOSE).status_code == 422
        with pytest.raises(ValidationError):
            close(user)
        assert everything() == before
        return page

    def test_the_database_keeps_no_closed_account_with_a_name(self, cast, member):
        cast.client("member").post("/cuenta/cerrar/", CLOSE)
        with pytest.raises(Exception, match="user_closed_is_nobody"), connection.cursor() as cursor:
            cursor.execute("UPDATE networks_user SET name = 'Ana' WHERE closed_at IS NOT NULL")
