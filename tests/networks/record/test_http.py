import pytest
from django_htmx.middleware import HtmxDetails

from networks.record.http import render_fragment
from tests.support.htmx import headers

PAGE = "{% partialdef part inline %}<p id=part>{{ word }}</p>{% endpartialdef %}<footer>page</footer>"


@pytest.fixture
def answer(rf, settings):
    template = {"page.html": PAGE}
    settings.TEMPLATES = [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "loaders": [("template_partials.loader.Loader", [("django.template.loaders.locmem.Loader", template)])],
                "builtins": ["template_partials.templatetags.partials"],
            },
        }
    ]

    def answer(**sent):
        request = rf.get("/", headers=sent)
        request.htmx = HtmxDetails(request)
        return render_fragment(request, "page.html", "part", {"word": "hola"})

    return answer


class TestRenderFragment:
    def test_the_part_that_htmx_swaps(self, answer):
        assert answer(**headers("part")).content == b"<p id=part>hola</p>"

    @pytest.mark.parametrize(
        "sent",
        [
            {},
            {"HX-Target": "part"},
            headers("another"),
            {"HX-Request": "true"},
            {**headers("part"), "HX-History-Restore-Request": "true"},
        ],
    )
    def test_the_page_for_everybody_else(self, answer, sent):
        assert b"page</footer>" in answer(**sent).content

    @pytest.mark.parametrize("sent", [{}, headers("part")])
    def test_a_cache_tells_the_part_and_the_page_apart(self, answer, sent):
        assert answer(**sent)["Vary"] == "HX-Request, HX-Target"
