"""A network says where it stands. Who may open the form: test_permission_matrix.py."""

import pytest
from django.test import Client

from base.rescued_forms import mark_of
from lessons.assessments import actions
from lessons.models import Assessment
from tests.support.factories import FindingFactory
from tests.support.htmx import soup
from tests.support.lessons import said
from tests.support.themes import tell, theme

URL = "/redes/propia/lugar/"


def told(network) -> list[tuple[str, int, str]]:
    """The newest answers."""
    rows = Assessment.objects.newest().filter(network=network).select_related("finding")
    return [(row.finding.code, row.place, row.note) for row in rows]


class TestAssess:
    def test_the_newest_counts_and_the_history_stays(self, cast):
        about, by = theme(1), cast.user("secretariat")
        for place in (1, 5, 2):
            actions.assess(cast.network, {about: (place, "")}, by=by)
        assert told(cast.network) == [("T1", 2, "")]
        assert sorted(Assessment.objects.values_list("place", flat=True)) == [1, 2, 5]
        assert set(Assessment.objects.values_list("made_by", flat=True)) == {by.pk}

    def test_the_same_answer_is_kept_once(self, cast):
        about, by = theme(1), cast.user("secretariat")
        for _ in range(2):
            actions.assess(cast.network, {about: (3, "igual")}, by=by)
        assert Assessment.objects.count() == 1
        actions.assess(cast.network, {about: (3, "otra nota")}, by=by)
        assert Assessment.objects.count() == 2

    def test_each_network_has_its_own(self, cast):
        about = theme(1)
        actions.assess(cast.network, {about: (1, "")}, by=cast.user("secretariat"))
        actions.assess(cast.other_network, {about: (5, "")}, by=cast.user("other_secretariat"))
        assert told(cast.network) == [("T1", 1, "")]
        assert told(cast.other_network) == [("T1", 5, "")]


class TestForm:
    def send(self, cast, **sent):
        return cast.client("secretariat").post(URL, sent)

    def test_keeps_what_was_chosen_and_shows_it_on_the_page(self, cast):
        theme(1), theme(2)
        response = self.send(cast, place_T1="4", note_T1="Somos muchas.")
        assert response.status_code == 302
        assert response["Location"] == cast.network.get_absolute_url()
        assert told(cast.network) == [("T1", 4, "Somos muchas.")]
        assert "Somos muchas." in said(cast.client("anonymous").get(cast.network.get_absolute_url()))

    def test_nothing_is_required(self, cast):
        theme(1)
        assert self.send(cast).status_code == 302
        assert not Assessment.objects.exists()

    def test_a_form_sent_as_it_was_shown_keeps_nothing_new(self, cast):
        tell(cast.network, theme(1), 2, "igual")
        page = soup(cast.client("secretariat").get(URL))
        fields = {field["name"]: field.get("value", "") for field in page.select("input[type=hidden]")}
        shown = {"place_T1": page.select_one("[name=place_T1][checked]")["value"], "note_T1": "igual"}
        assert self.send(cast, **fields, **shown).status_code == 302
        assert Assessment.objects.count() == 1

    def test_what_another_one_changed_meanwhile_stays(self, cast):
        about, other = theme(1), theme(2)
        tell(cast.network, about, 2)
        tell(cast.network, about, 5)  # after the form was opened
        shown_before = {"initial-place_T1": "2", "initial-note_T1": ""}
        self.send(cast, **shown_before, place_T1="2", note_T1="", place_T2="3")
        assert sorted(told(cast.network)) == [("T1", 5, ""), (other.code, 3, "")]

    @pytest.mark.parametrize("place", ["0", "6", "-1", "dos", "1; DROP", "\x00"])
    def test_a_place_that_there_is_not_is_refused(self, cast, place):
        theme(1), theme(2)
        response = self.send(cast, place_T1=place, place_T2="3", note_T2="Lo que escribí.")
        assert response.status_code == 422
        page = soup(response)
        assert page.select_one("#id_place_T1_error")
        assert page.select_one("[name=note_T2]").get_text(strip=True) == "Lo que escribí."
        assert page.select_one("[name=place_T2][checked]")["value"] == "3"
        assert not Assessment.objects.exists()

    def test_a_note_too_long_keeps_every_word(self, cast):
        theme(1)
        response = self.send(cast, place_T1="2", note_T1="x" * 1_001)
        assert response.status_code == 422
        page = soup(response)
        assert "1000" in page.select_one("#id_note_T1_error").get_text()
        assert page.select_one("[name=note_T1]").get_text(strip=True) == "x" * 1_001
        assert not Assessment.objects.exists()

    def test_a_note_without_a_place_is_refused(self, cast):
        theme(1)
        response = self.send(cast, note_T1="Ni uno ni otro.")
        assert response.status_code == 422
        assert soup(response).select_one("#id_place_T1_error")
        assert not Assessment.objects.exists()

    def test_a_theme_without_poles_is_asked_in_words_of_its_own(self, cast):
        FindingFactory(code="T6", kind="emerging_theme")
        labels = soup(cast.client("secretariat").get("/en" + URL)).select(".five label")
        assert labels[0].get_text(strip=True) == "it does not concern us"
        assert self.send(cast, place_T6="5").status_code == 302
        assert told(cast.network) == [("T6", 5, "")]

    def test_of_another_kind_what_was_written_as_the_session_ended_is_found_again(self, cast):
        FindingFactory(code="C1")
        theme(1)
        address, client, secretariat = URL + "?kind=challenge", Client(), cast.user("secretariat")
        sent = {"place_C1": "4", "note_C1": "Cambió el ministro.", "writer": mark_of(secretariat), "kind": "challenge"}
        assert "/cuenta/login/" in client.post(address, sent)["Location"]
        assert not Assessment.objects.exists()
        client.force_login(secretariat, backend="allauth.account.auth_backends.AuthenticationBackend")
        page = soup(client.get(URL))
        assert page.select_one("[name=note_C1]").get_text(strip=True) == "Cambió el ministro."
        assert page.select_one("[name=place_C1][checked]")["value"] == "4"

    @pytest.mark.parametrize("code", ["C1", "S6", "T99"])
    def test_what_is_not_asked_is_not_kept(self, cast, code):
        FindingFactory(code="C1")
        FindingFactory(code="S6", kind="way_of_support")
        assert self.send(cast, **{f"place_{code}": "3"}).status_code == 302
        assert not Assessment.objects.exists()

    def test_says_before_it_is_saved_that_all_see_it(self, cast):
        response = cast.client("secretariat").get("/en" + URL)
        assert "Everyone sees it on your network's page" in said(response)

    def test_a_network_that_is_not_there_is_not_found(self, cast):
        assert cast.client("admin").get("/redes/zz/lugar/").status_code == 404

    def test_each_place_says_in_words_which_it_is(self, cast):
        theme(1)
        labels = soup(cast.client("secretariat").get("/en" + URL)).select(".five label")
        assert [label.get_text(strip=True) for label in labels] == [
            "wholly “Pole one of 1”",
            "rather “Pole one of 1”",
            "halfway between the two",
            "rather “Pole two of 1”",
            "wholly “Pole two of 1”",
        ]

    @pytest.mark.parametrize("themes", [1, 8])
    def test_queries_are_pinned(self, cast, themes, django_assert_num_queries):
        for number in range(1, themes + 1):
            tell(cast.network, theme(number), 2)
        client = cast.client("secretariat")
        with django_assert_num_queries(7):  # session, person, network, permission, themes, answers, header
            client.get(URL)
