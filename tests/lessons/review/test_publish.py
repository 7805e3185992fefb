"""Publishing, by its button. Who may: the permission matrix."""

import pytest

from tests.support.factories import LessonFactory
from tests.support.htmx import headers, soup, swap
from tests.support.lessons import words


class TestPublish:
    def url(self, lesson):
        return f"/lecciones/{lesson.pk}/publicar/"

    @pytest.mark.parametrize("who", ["secretariat", "admin"])
    def test_without_javascript(self, cast, draft, who):
        response = cast.client(who).post(self.url(draft), follow=True)
        draft.refresh_from_db()
        assert draft.published_by == cast.user(who)
        assert response.redirect_chain == [(draft.get_absolute_url(), 302)]

    @pytest.mark.parametrize(
        ("who", "status"),
        [("anonymous", 302), ("no_network", 404), ("observer", 404), ("member", 403), ("other_secretariat", 404)],
    )
    def test_who_may_not_publish_is_refused(self, cast, draft, who, status):
        before = words(draft)
        assert cast.client(who).post(self.url(draft)).status_code == status
        assert words(draft) == before

    @pytest.mark.fragment("lessons/pages/lesson.html#status")
    def test_swap_leaves_the_page_a_reload_would_show(self, cast, draft):
        client = cast.client("secretariat")
        page = soup(client.get(draft.get_absolute_url()))
        swap(page, client.post(self.url(draft), headers=headers("status")), "status")
        assert page == soup(client.get(draft.get_absolute_url()))
        draft.refresh_from_db()
        assert draft.is_published

    def test_twice_changes_nothing(self, cast, published):
        before = words(published)
        assert cast.client("admin").post(self.url(published)).status_code == 302
        assert words(published) == before

    @pytest.mark.parametrize("htmx", [True, False])
    def test_an_incomplete_one_sends_to_its_form_and_stays_a_draft(self, cast, htmx):
        draft = LessonFactory(network=cast.network, insight="")
        response = cast.client("secretariat").post(self.url(draft), headers=headers("status") if htmx else {})
        assert response["HX-Redirect" if htmx else "Location"] == f"/lecciones/{draft.pk}/editar/"
        draft.refresh_from_db()
        assert not draft.is_published

    def test_without_its_token_nothing_is_published(self, cast, draft):
        client = cast.client("secretariat")
        client.handler.enforce_csrf_checks = True
        assert client.post(self.url(draft)).status_code == 403
        draft.refresh_from_db()
        assert not draft.is_published
