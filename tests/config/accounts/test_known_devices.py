"""Wrong passwords of others keep nobody out of a browser in which they were signed in before."""

import pytest
from django.test import Client

from config.accounts.known_devices import COOKIE, MOST, WRONG_PASSWORDS
from networks.models import User
from tests.support.factories import UserFactory
from tests.support.lessons import said

LOGIN = "/cuenta/login/"
PASSWORD = "tres palabras sueltas"


@pytest.fixture
def rosa(db: None) -> User:
    return UserFactory(email="rosa@ejemplo.example", password=PASSWORD)


def sign_in(client: Client, password: str = PASSWORD, email: str = "rosa@ejemplo.example") -> int:
    return client.post(LOGIN, {"login": email, "password": password}).status_code


def signed_out(client: Client) -> Client:
    """The same browser, after its session ended."""
    later = Client()
    later.cookies[COOKIE] = client.cookies[COOKIE].value
    return later


@pytest.fixture
def hers(rosa: User) -> Client:
    client = Client()
    assert sign_in(client) == 302
    return signed_out(client)


class TestKnownBrowser:
    def test_guesses_of_a_stranger_at_the_account_do_not_lock_it(self, hers):
        assert [sign_in(Client(), "adivino") for _ in range(6)] == [200] * 6
        assert sign_in(Client()) == 200  # a new browser waits
        assert sign_in(hers) == 302

    def test_wrong_passwords_of_an_office_do_not_lock_it(self, hers):
        for number in range(31):
            sign_in(Client(), "adivino", f"otra{number}@ejemplo.example")
        assert sign_in(Client()) == 200
        assert sign_in(hers) == 302

    def test_it_guesses_no_more_than_its_own_limit(self, hers):
        tries = [hers.post(LOGIN, {"login": "rosa@ejemplo.example", "password": "no"}) for _ in range(11)]
        assert "cinco minutos" not in said(tries[WRONG_PASSWORDS.most - 1])
        assert "Espera cinco minutos" in said(tries[WRONG_PASSWORDS.most])
        assert sign_in(hers) == 200
        assert sign_in(Client()) == 302  # what it guessed locks no other browser

    def test_of_another_account_it_is_known_nothing(self, hers, db):
        UserFactory(email="otra@ejemplo.example", password=PASSWORD)
        for _ in range(5):
            sign_in(Client(), "adivino", "otra@ejemplo.example")
        assert sign_in(hers, email="otra@ejemplo.example") == 200

    @pytest.mark.parametrize("change", ["password", "sessions"])
    def test_a_new_password_and_signing_out_everywhere_end_it(self, hers, rosa, change):
        if change == "password":
            rosa.set_password(PASSWORD)
        else:
            rosa.sessions_ended += 1
        rosa.save()
        for _ in range(5):
            sign_in(Client(), "adivino")
        assert sign_in(hers) == 200

    @pytest.mark.parametrize("forged", ["1.abc", "|||", "x" * 5_000, "1.abc:firma"])
    def test_a_forged_cookie_is_of_no_use(self, rosa, forged):
        client = Client()
        client.cookies[COOKIE] = forged
        for _ in range(5):
            sign_in(client, "adivino")
        assert sign_in(client) == 200

    def test_it_keeps_few_people_and_says_none_of_their_names(self, rosa):
        client = Client()
        for number in range(MOST + 2):
            user = UserFactory(email=f"p{number}@ejemplo.example", password=PASSWORD)
            assert sign_in(client, email=user.email) == 302
            client = signed_out(client)
        marks = client.cookies[COOKIE].value.split("|")
        assert len(marks) == MOST
        assert "@" not in client.cookies[COOKIE].value
