"""What comes in as one line: no sign that nobody sees tells two names or two mailboxes apart."""

import unicodedata

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from base.lines import one_line, quoted, validate_address
from base.words import folded
from lessons.models import Collection, Lesson
from networks.joining.forms import addresses_in
from networks.models import Invitation, Organisation, User
from tests.support.factories import LessonFactory, OrganisationFactory, UserFactory

UNSEEN = "\u00ad\u034f\u200b\u200c\u200d\u200e\u202a\u202e\u2060\u2066\ufeff\ufe0f\U000e0041\u3164\x07\x9f"
SPACES = "\u00a0\u2003\u202f\u3000\u2007\u2028\u2029\x0b\x85\t\n\r\u2800\u1680"
PICTURES = ["👩‍🌾", "🏳️‍🌈", "❤️", "*️⃣", "1️⃣", "👍🏽", "👨‍👩‍👧‍👦", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🇵🇪", "☎️", "©️", "❤️‍🔥"]


class TestOneLine:
    @pytest.mark.parametrize("space", SPACES)
    def test_each_kind_of_space_is_a_space(self, space):
        assert one_line(f"{space}Rosa{space}{space}Quispe{space}") == "Rosa Quispe"

    @pytest.mark.parametrize("unseen", UNSEEN)
    def test_what_nobody_sees_goes(self, unseen):
        assert one_line(f"{unseen}Ro{unseen}sa{unseen}") == "Rosa"

    @pytest.mark.parametrize("picture", PICTURES)
    def test_pictures_stay_whole(self, picture):
        assert one_line(f"Marcha {picture} ya{picture}") == f"Marcha {picture} ya{picture}"

    def test_letters_are_composed(self):
        assert one_line(unicodedata.normalize("NFD", "Ágora Ñandú")) == "Ágora Ñandú"

    @settings(deadline=None)
    @given(st.text(st.characters(exclude_categories=["Cs"])))
    def test_once_is_as_good_as_twice_and_words_stay_apart(self, text):
        line = one_line(text)
        assert one_line(line) == line
        assert "\n" not in line
        assert all(sign == " " or not sign.isspace() for sign in line)
        visible = [sign for sign in unicodedata.normalize("NFC", text) if unicodedata.category(sign)[0] in "LN"]
        kept = [sign for sign in unicodedata.normalize("NFC", line) if unicodedata.category(sign)[0] in "LN"]
        assert kept == [sign for sign in visible if sign not in "\u115f\u1160\u3164\uffa0"]


@pytest.mark.parametrize(("language", "said"), [("es", "«Altiplano»"), ("en", "“Altiplano”")])
def test_quotation_marks_are_those_of_the_readers_language(language, said):
    with override(language):
        assert quoted("Altiplano") == said


class TestAddress:
    @pytest.mark.parametrize("address", ["rosa@ejemplo.pe", "rosa.q+1@niños.pe", "r@sub.ejemplo-org.pe"])
    def test_an_address_of_one_mailbox_is_taken(self, address):
        validate_address(address)

    @pytest.mark.parametrize("address", ["r@x-org.pe…", "r@x-org.pe\u200b", "r@x·org.pe", "rosa", "r@x→.pe"])
    def test_what_is_no_address_is_refused(self, address):
        with pytest.raises(ValidationError):
            validate_address(address)

    @pytest.mark.parametrize("around", ["{}\u200b", "\ufeff{}", "«{}»", "{}…", "<{}>,", "“{}”", "\u00a0{}\u2060"])
    def test_addresses_of_a_pasted_list_lose_what_stands_around_them(self, around):
        assert addresses_in(around.format("rosa@x-org.pe")) == (["rosa@x-org.pe"], [])


@pytest.mark.django_db
class TestRows:
    """Whoever writes them: a form, an import, a command, or code."""

    def test_keep_one_line(self, cast):
        lesson = LessonFactory(title="\ufeffDos\u00a0palabras\u200b", insight="Una\u00a0línea\n👩‍🌾 y otra")
        assert (lesson.title, lesson.insight) == ("Dos palabras", "Una\u00a0línea\n👩‍🌾 y otra")
        Lesson.objects.filter(pk=lesson.pk).update(title="Otras\u2003dos\u200d")
        assert Lesson.objects.get(title="Otras\u00a0dos").pk == lesson.pk
        [kept] = Collection.objects.bulk_create([Collection(title="A\u202fB", by=cast.user("member"))])
        assert kept.title == "A B"

    def test_one_mailbox_is_one_person(self):
        person = UserFactory(email="rosa@ejemplo-org.pe")
        assert User.objects.get(email="rosa@ejemplo-org.pe\u200b") == person
        assert User.objects.create_user("\ufeffAna@x-org.pe ").email == "ana@x-org.pe"

    def test_one_name_is_one_organisation(self):
        OrganisationFactory(name="Ágora Loreto")
        twin = Organisation(name=unicodedata.normalize("NFD", "Ágora\u00a0Loreto") + "\u200b", slug="x")
        with pytest.raises(ValidationError):
            twin.full_clean()
        assert folded("Ágora\u200b\u00a0Loreto") == "agora loreto"

    def test_keep_the_addresses_of_pages_clean(self, cast):
        sent = {
            "name": "Ágora",
            "ruc": "\ufeff20123456786\u200b",
            "website": "https://agora.example\u200b",
            "version": 1,
        }
        cast.client("admin").post("/organizaciones/nueva/", sent)
        kept = Organisation.objects.get(name="Ágora")
        assert (kept.ruc, kept.website) == ("20123456786", "https://agora.example")

    def test_are_found_by_what_is_pasted(self):
        named = OrganisationFactory(name="Ágora Loreto")
        assert [*Organisation.objects.named("\u200bágora\u00a0loreto\ufeff")] == [named]

    def test_the_first_admin_by_the_command_is_cleaned(self, monkeypatch):
        monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "tres palabras mías")
        call_command("createsuperuser", interactive=False, email="\ufeffjefa@x-org.pe\u200b", name="La\u00a0jefa")
        assert User.objects.filter(email="jefa@x-org.pe", name="La jefa").exists()


@pytest.mark.django_db
class TestForms:
    PASSWORD = "tres palabras mías"

    def sign_up(self, client, email, name="Rosa"):
        return client.post("/cuenta/signup/", {"name": name, "email": email, "password1": self.PASSWORD})

    def test_sign_up_keeps_the_mailbox_alone(self, client):
        assert self.sign_up(client, "rosa@ejemplo-org.pe\u200b", name="Rosa\u00a0Quispe\u200b").status_code == 302
        assert [*User.objects.values_list("email", "name")] == [("rosa@ejemplo-org.pe", "Rosa Quispe")]
        assert EmailAddress.objects.get().email == "rosa@ejemplo-org.pe"

    @pytest.mark.parametrize(("email", "name"), [("rosa@x-org.pe…", "Rosa"), ("rosa@x-org.pe", "\u200b")])
    def test_sign_up_refuses_what_is_nobody(self, client, email, name):
        page = self.sign_up(client, email, name)
        assert page.status_code == 200
        assert 'aria-invalid="true"' in page.content.decode()
        assert not User.objects.exists()

    def test_a_second_account_of_one_mailbox_is_none(self, cast, client):
        there = cast.user("member").email
        self.sign_up(client, f"{there}\u200b")
        assert User.objects.filter(email__istartswith=there).count() == 1

    def test_signs_in_with_what_was_pasted(self, cast, client):
        user = cast.user("member")
        user.set_password(self.PASSWORD)
        user.save()
        client.post("/cuenta/login/", {"login": f"{user.email}\u200b", "password": self.PASSWORD})
        assert client.session.get("_auth_user_id") == str(user.pk)

    def test_an_invitation_goes_to_the_mailbox(self, cast):
        typed = "Rosa <rosa@ejemplo-org.pe\u200b>\ndieciseis@x-org.pe…"
        sent = {"addresses": typed, "role": "member", "language": "es"}
        cast.client("secretariat").post(f"/redes/{cast.network.slug}/invitar/", sent)
        assert {*Invitation.objects.values_list("email", flat=True)} == {"rosa@ejemplo-org.pe", "dieciseis@x-org.pe"}
