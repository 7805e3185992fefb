"""Each picture begins with a sentence that says what to see in it, from what its reader may read."""

from typing import Any

import pytest
from django.test import Client

from lessons.models import Lesson
from networks.models import NetworkRelation, Region
from tests.support.cast import Cast
from tests.support.factories import CorroborationFactory, FindingFactory, LessonFactory, NetworkFactory, RegionFactory
from tests.support.htmx import soup
from tests.support.themes import tell, theme


@pytest.fixture
def client(cast: Cast) -> Client:
    return cast.client("anonymous")


def takeaways(client: Client, page: str) -> list[str]:
    return [" ".join(each.get_text().split()) for each in soup(client.get(page)).select(".takeaway")]


def published(many: int, **about: Any) -> list[Lesson]:
    rows: list[Lesson] = LessonFactory.create_batch(many, published=True, **{"visibility": "public", **about})
    return rows


class TestQuipu:
    def test_names_the_fullest_cord_and_counts_the_bare_ones(self, cast: Cast, client: Client):
        assert cast.network != cast.other_network
        published(3, network=cast.network)
        assert takeaways(client, "/") == [
            "La cuerda más llena es «Propia»: 3 de 3 lecciones. 1 de 2 redes todavía no tiene ningún nudo."
        ]
        published(1, network=cast.other_network)
        assert takeaways(client, "/") == [
            "La cuerda más llena es «Propia»: 3 de 4 lecciones. Cada red tiene sus nudos."
        ]

    def test_says_nothing_of_lessons_one_may_not_read(self, cast: Cast, client: Client):
        published(3, network=cast.network, visibility="own_network")
        assert takeaways(client, "/") == []


class TestMatrix:
    def test_names_the_crossing_with_most_and_counts_the_empty_ones(self, cast: Cast, client: Client):
        challenge, other = (FindingFactory(code=f"C{n}", number=n, position=n, text_es=f"Reto {n}") for n in (1, 2))
        practice = FindingFactory(code="P1", kind="best_practice", number=1, position=9, text_es="Práctica 1")
        assert takeaways(client, "/matriz/") == []
        for result, findings in (("worked", [challenge]), ("failed", [challenge]), ("worked", [other])):
            (lesson,) = published(1, network=cast.network, result=result)
            for finding in [practice, *findings]:
                lesson.stances.create(finding=finding)
        assert takeaways(client, "/matriz/") == [
            "De lo que más se cuenta es de «Práctica 1» (P1) frente a «Reto 1» (C1): 2 lecciones, 1 funcionó, "
            "1 no funcionó. 0 de 2 cruces todavía no tienen ninguna lección."
        ]


class TestExchange:
    @pytest.mark.parametrize("page", ["/redes/propia/", "/redes/propia/intercambio/"])
    def test_says_which_way_more_went(self, cast: Cast, client: Client, page: str):
        (own,), (others,) = published(1, network=cast.network), published(1, network=cast.other_network)
        assert "Todavía no ha pasado nada entre Propia y las demás redes" in takeaways(client, page)[0]
        CorroborationFactory(lesson=own, network=cast.other_network)
        assert takeaways(client, page)[0].startswith(
            "Propia dio más de lo que tomó. De sus lecciones, otras confirman 1"
        )
        CorroborationFactory(lesson=others, network=cast.network)
        assert takeaways(client, page)[0].startswith("Propia dio tanto como tomó.")


class TestGaps:
    def test_counts_them_and_names_the_poorest_department(self, cast: Cast, client: Client):
        for code, name, poverty in (("08", "Cusco", "20.0"), ("21", "Puno", "39.9")):
            RegionFactory(code=code, slug=name.lower(), name=name, poverty_2024=poverty)
        (said,) = takeaways(client, "/vacios/")
        assert said.endswith("El departamento más pobre entre ellos es Puno, donde el 39.9 % de las personas es pobre.")
        (lesson,) = published(1, network=cast.network)
        lesson.regions.set(Region.objects.all())
        (said,) = takeaways(client, "/vacios/")
        assert said.endswith("Cada departamento tiene una.")


class TestProfile:
    def test_counts_the_themes_where_it_stands_alone(self, cast: Cast, client: Client):
        one, two, three = (theme(number) for number in (1, 2, 3))
        assert cast.network
        assert takeaways(client, "/redes/propia/")[-1] == "Propia todavía no contó su lugar."
        for finding, place in ((one, 1), (two, 2)):
            tell(cast.network, finding, place)
        tell(cast.other_network, one, 5)
        tell(cast.other_network, two, 2)
        tell(cast.other_network, three, 3)
        assert takeaways(client, "/redes/propia/")[-1] == (
            "Propia contó su lugar en 2 de 3 temas. En 1 ninguna otra red está en el mismo lugar."
        )


class TestCourse:
    def test_counts_where_it_moved(self, cast: Cast, client: Client):
        tell(cast.network, theme(1), 1)
        tell(cast.network, theme(1), 4)
        tell(cast.network, theme(2), 3)
        assert takeaways(client, "/redes/propia/recorrido/?kind=emerging_theme") == [
            "Propia contó su lugar en 2 de 2. En 1 está hoy en otro lugar que al comienzo."
        ]


class TestTies:
    def test_names_the_network_with_most(self, cast: Cast, client: Client):
        third = NetworkFactory(name="Tercera")
        for other in (cast.other_network, third):
            NetworkRelation.objects.create(first=cast.network, second=other, kind="alliance")
        assert takeaways(client, "/redes/vinculos/") == ["2 vínculos unen 3 redes. Propia es la que más tiene: 2."]
        NetworkRelation.objects.create(first=third, second=cast.other_network, kind="alliance")
        assert takeaways(client, "/redes/vinculos/") == ["3 vínculos unen 3 redes."]
