"""Whatever stands around a word, it is found: in lessons, translations and files, in both languages."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db import connection
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from lessons.models import TEXT_FIELDS, Lesson, Translation
from lessons.search.words.matching import Search, matching
from tests.support.cast import Cast
from tests.support.factories import LessonFactory
from tests.support.htmx import soup
from tests.support.lessons import titles

pytestmark = pytest.mark.django_db

# What is written → what is asked for, and finds it. All of the first is also asked for as it stands.
WRITTEN = {
    "Aprendimos que «rendición de cuentas» es clave.": "rendición de cuentas|cuentas|«rendición de cuentas»|clave",
    "La mesa Lima/Callao y el comité agua/saneamiento": "callao|lima|agua|saneamiento|Lima/Callao|Callao/Lima",
    "Con promotores/as y con el MINSA/EsSalud": "promotores|minsa|essalud",
    "Desde el covid 19 cambió.": "covid-19|covid19|COVID 19|Covid-19|covid",
    "Desde el covid-19 cambió.": "covid 19|covid19|COVID-19|19",
    "Desde el covid19 cambió.": "covid 19|covid-19|COVID19|covid",
    "El plan 2021-2026 y el de 2027–2030": "2021|2026|2030|2021-2026|2027-2030|plan 2026",
    "La Ley Nº30364 y la Ley N.° 29.785": "30364|ley 30364|Nº 30364|29785|ley 29785|29.785|29,785",
    "Costó S/ 5,000 y luego 1'500,000": "5000|5,000|5.000|S/5000|1500000|1,500,000",
    "Fueron 10 000 personas, y 1\u00a0500\u202f000 más": "10000|10,000|10 000|1500000|10000 personas",
    "ACME S.A.C. y la E.P.S. de EE.UU. con DD. HH.": "sac|S.A.C.|S.A.C|eps|EEUU|EE.UU|DDHH|DD.HH.",
    "El acta.Luego vino la reunión;después nada": "acta|luego|reunión|después|acta luego",
    "Escribir a mesadepartes@minedu.gob.pe": "mesadepartes|minedu|gob.pe|mesadepartes@minedu.gob.pe",
    "Mirar www.gob.pe/minsa o http://x.org/a_b?c=luz": "minsa|gob.pe|www.gob.pe/minsa|luz",
    "La parti\u00adcipación en el presu\u200bpuesto": "participación|presupuesto|participación presupuesto",
    "La participacio\u0301n e\ufb01caz": "participación|eficaz|participacio\u0301n",
    "Con <b>vigilancia</b> <ciudadana> &amp; firme": "vigilancia|ciudadana|<ciudadana>|firme",
    "La ex-ministra y su post-pandemia": "exministra|ex ministra|ministra|postpandemia|post-pandemia",
    "La exministra": "ex-ministra",
    "La parti-\ncipación de la gen\u00ad\nte": "participación|gente",
    "L@s niñ@s de Q’eros": "niños|niñ@s|qeros|Q'eros|q´eros",
    "“Nadie” nos dijo… ¿cuándo?¡Ya!": "nadie|cuándo dijo",
    "1.er puesto, 2.º lugar, D.L.1153, D.S. N° 005-2020-MINSA": "1153|DL 1153|005|2020|DS 005-2020|minsa|puesto",
    "Costó 3.5 % más en marzo 15.03.2025": "3.5|3,5|2025|15/03/2025",
    # Unicode has a second K and a second Å.
    "Kukama y KUKAMIRIA, Shipibo-Konibo, ashaninka": "kukama|KUKAMA|kukamiria|shipibo konibo|konibo|ASHANINKA",
    "El D.S. 004-2019-SA, la Ley Nro. 30364": "ds 4-2019|D.S. 004-2019|004|ley nº 30364|ley nro 30364|Ley N.° 30364",
    "El 01/03/2025 en Puno": "1/3/2025|01/03/2025|puno|2025",
    "Llamar al +51 987 654 321": "987654321|987 654 321|987-654-321|+51987654321|+51 987 654 321|51 987654321|321",
    "Llamar al 987654321": "+51 987 654 321|987 654 321|987-654-321|987.654.321|0051 987 654 321|(+51) 987654321",
    "Llamar al 987-654-321 o al (01) 345-6789": "987654321|+51 987 654 321|3456789|345 6789|01 345-6789|654",
    "Su fijo es 345 6789, su DNI 12.345.678": "3456789|345-6789|12345678|12 345 678",
    "La cuenta 191-12345678-0-12": "19112345678012|191-12345678-0-12|12345678",
    "De 2021-2026 y 1999-2004, con 10 000 en 2021": "2021|2026|1999-2004|2021-2026|10000 2021",
}
NOT_SAID = [
    ("Desde el covid 19", "covid 21"),
    ("La Ley 29.785", "785"),
    ("La mesa Lima/Callao", "lima arequipa"),
    ("La salud y el covid 19", "salud -covid-19"),
    ("La salud en Lima/Callao", "salud -lima/callao"),
    ("Rendir cuentas claras", "«claras cuentas»"),
    ("El artículo 12. Luego 300 casos", "12300"),
    ("De 2021-2026", "20212026"),
    ("El decreto 400-2019", "4-2019"),
    ("Fueron 1 005 personas", "15"),
    ("Fueron 10 000 en 2021", "0002021"),
    ("Llamar al +51 987 654 321", "+51 987 654 322"),
    ("Llamar al 987654321", "654321"),
    ("Nada", "… « » - / ' \u200b"),
]


def found(said: list[tuple[str, str]], language: str = "es") -> list[bool]:
    """Of each text and question, whether the one is found by the other."""
    sql = (
        "SELECT memoria_words(%s, said) @@ memoria_query(%s, asked)"
        " FROM unnest(%s::text[], %s::text[]) AS pair(said, asked)"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [language, language, [text for text, _ in said], [asked for _, asked in said]])
        return [row[0] for row in cursor.fetchall()]


class TestWritten:
    @pytest.mark.parametrize("language", ["es", "en"])
    def test_finds_what_is_written_however_it_is_joined(self, language):
        pairs = [(text, asked) for text, words in WRITTEN.items() for asked in (*words.split("|"), text)]
        assert [pair for pair, is_found in zip(pairs, found(pairs, language), strict=True) if not is_found] == []

    def test_does_not_find_what_is_not_said(self):
        assert [pair for pair, is_found in zip(NOT_SAID, found(NOT_SAID), strict=True) if is_found] == []

    def test_a_minus_takes_away_all_that_is_joined_to_it_and_no_more(self):
        assert found([("La salud tiene 19 mesas", "salud -covid-19")]) == [True]

    def test_a_phrase_is_found_across_signs(self):
        said = "El ex-ministro de Salud dio S/ 5 000 a la mesa «Lima/Callao»"
        phrases = ('"ministro de salud"', '"5 000 a la mesa"', '"lima callao"', "“ex-ministro de salud”")
        assert found([(said, phrase) for phrase in phrases]) == [True] * 4

    @pytest.mark.parametrize("words", ['-"' * 100, '-" ' * 66, "-a" * 100, '-"a' * 66, "@'" * 100, "1 000 " * 33])
    def test_whatever_is_typed_breaks_nothing(self, words):
        assert len(found([(words, words)])) == 1

    @pytest.mark.parametrize(
        "hostile",
        [
            "a",
            "123,",
            "123 ",
            "12-",
            "51 9",
            "a.",
            "a. ",
            "a-",
            "a-\n",
            "a'",
            "a@",
            "1a",
            "n1",
            "0",
            "0/",
            "§",
            "a-" + " " * 300,
        ],
    )
    def test_no_document_keeps_the_database_busy(self, hostile):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '10s'")
        assert len(found([((hostile * 200_000)[:200_000], "nada")])) == 1


def test_a_connection_keeps_all_patterns_through_which_words_and_questions_pass():
    """PostgreSQL keeps 32 of them: with more, each is compiled anew for each text, which takes nine times as long."""
    names = ["signs", "joined", "plain", "fold", "asked", "asks", "query", "words"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = ANY (%s)", [[f"memoria_{name}" for name in names]])
        bodies = [body for (body,) in cursor.fetchall()]
    assert len(bodies) == len(names)
    assert 20 < sum(body.count("regexp_replace(") for body in bodies) <= 32


class TestAllThatIsSearched:
    """Each kind of text is kept with its words by the function that is tried above."""

    @pytest.fixture
    def lesson(self, cast: Cast) -> Lesson:
        plain = dict.fromkeys(TEXT_FIELDS, "Otra cosa")
        return LessonFactory(network=cast.network, author=cast.user("member"), published=True, **plain)

    def test_lessons(self, lesson):
        Lesson.objects.update(insight="Con «voz/voto» y acta.Luego")
        assert list(matching(Lesson.objects.all(), "voto luego", AnonymousUser())) == [lesson]

    def test_translations(self, lesson):
        said = {"title": "Other", "insight": "The «voice/vote» and minutes.Then", "by": lesson.author}
        Translation.objects.create(lesson=lesson, language="en", of_revision=1, **said)
        assert list(matching(Lesson.objects.all(), "votes minute", lesson.author)) == [lesson]

    def test_words_that_no_index_has(self, lesson):
        Lesson.objects.update(insight="También para «entre»casa.")
        assert list(matching(Lesson.objects.all(), "tambien PARA", AnonymousUser())) == [lesson]
        assert list(matching(Lesson.objects.all(), "para entre para tambien " * 30, AnonymousUser())) == [lesson]
        for absent in ("desde", "para desde", "«…»", "de la"):
            assert list(matching(Lesson.objects.all(), absent, AnonymousUser())) == []


class TestStudy:
    @pytest.fixture
    def study(self, db: None) -> None:
        call_command("load_frame")

    def test_every_word_of_every_lesson_finds_it(self, study):
        said = [
            (lesson.pk, word)
            for lesson in Lesson.objects.all()
            for word in {*re.findall(r"\w{4,}", " ".join(getattr(lesson, name) for name in TEXT_FIELDS))}
        ]
        assert len(said) > 1_000
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pk, word, numnode(memoria_query(language, word))"
                " FROM unnest(%s::bigint[], %s::text[]) AS said(pk, word)"
                " JOIN lessons_lesson ON id = pk WHERE NOT search @@ memoria_query(language, word)",
                [[pk for pk, _ in said], [word for _, word in said]],
            )
            missed = cursor.fetchall()
        assert [word for _pk, word, size in missed if size] == []
        asked = {word for _pk, word, _size in missed}
        found = {word: {each.pk for each in matching(Lesson.objects.all(), word, AnonymousUser())} for word in asked}
        assert [word for pk, word, _size in missed if pk not in found[word]] == []

    @pytest.mark.parametrize("prefix", ["", "/en"])
    @pytest.mark.parametrize("path", ["/", "/lecciones/"])
    def test_the_example_in_the_search_box_finds_something(self, study, client, prefix, path):
        if prefix and not Lesson.objects.filter(language="en").exists() and not Translation.objects.exists():
            pytest.skip("no lesson speaks English yet")
        box = soup(client.get(f"{prefix}{path}")).select_one("main input[name=q]")
        example = box["placeholder"].partition(": ")[2]
        assert Search(example, AnonymousUser()).found_in(Lesson.objects.all()).exists()
        assert titles(client.get(f"{prefix}/lecciones/", {"q": example}))


LETTERS = "abcdefghijklmnñopqrstuvwxyzáéíóúüÁÉÑçãőßæœжяΩλ中ع"
MARKS = "\u0301\u0303\u0308\u0327"
WORD = st.text(st.sampled_from(LETTERS + MARKS), min_size=4, max_size=9).filter(lambda word: word[0] not in MARKS)
BETWEEN = st.text(st.characters(categories=["P", "S", "Z", "Cc", "Nd", "No"], exclude_characters="\0"), min_size=1)
UNSEEN = st.sampled_from("\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u202a\ufe0f\u034f\U000e0041")
QUICK = settings(
    max_examples=40,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # what is found is short already
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


class TestWhateverStandsAround:
    @QUICK
    @example([("ovap\u0301n", "°", "casas")])  # no sign of a number
    @given(st.lists(st.tuples(WORD, BETWEEN, WORD), min_size=20, max_size=20))
    def test_signs_of_any_kind_part_two_words(self, said):
        pairs = [(f"{one}{between}{two}", word) for one, between, two in said for word in (one, two)]
        for language in ("es", "en"):
            lost = [pair for pair, hit in zip(pairs, found(pairs, language), strict=True) if not hit]
            assert not [pair for pair in lost if says_something(pair[1], language)]

    @QUICK
    @given(st.lists(st.tuples(WORD, UNSEEN, WORD), min_size=20, max_size=20))
    def test_signs_that_nobody_sees_part_nothing(self, said):
        pairs = [(f"{one}{unseen}{two}", one + two) for one, unseen, two in said]
        assert all(found(pairs + [(asked, text) for text, asked in pairs]))


def says_something(word: str, language: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT numnode(memoria_query(%s, %s)) > 0", [language, word])
        return bool(cursor.fetchone()[0])
