"""Whether a Spanish word finds its family: in any number, gender and case, with and without accents and ñ.

Each form is the title of a lesson, and all lessons are there at once: what is found is found by its words, never
as a similar title, since that is only tried when nothing matches.
"""

from itertools import permutations

import pytest
from django.contrib.auth.models import AnonymousUser

from lessons.models import Lesson
from lessons.search.words.matching import matching
from tests.support.factories import LessonFactory, NetworkFactory, UserFactory

LEAST_RECALL = 0.94  # 0.88 was asked for; what is reached shall not be lost
# The last words of a row may be derived ones (comunitario of comunidad), which no stemmer finds all.
FAMILIES = [
    row.split()
    for row in """
    autoridad autoridades Autoridad AUTORIDADES
    organización organizaciones organizacion ORGANIZACIONES
    política políticas politica político POLÍTICOS
    campaña campañas campana CAMPANAS
    niño niña niños ninas NIÑAS
    mujer mujeres Mujer MUJERES
    líder líderes lider LIDERES
    lideresa lideresas LIDERESA
    región regiones region regional REGIONALES
    joven jóvenes jovenes JOVEN
    indígena indígenas indigena INDIGENAS
    agricultor agricultores agricultora AGRICULTORAS
    participación participaciones participacion participar participan
    decisión decisiones decision DECISIÓN
    ley leyes Ley LEYES
    red redes RED Redes
    voz voces Voz VOCES
    juez jueces jueza JUEZAS
    taller talleres Taller TALLERES
    alianza alianzas ALIANZA
    gestión gestiones gestion gestionar
    presupuesto presupuestos PRESUPUESTO presupuestal
    interés intereses interes INTERESES
    orden órdenes ordenes ÓRDENES
    salud Salud SALUD saludable
    gobierno gobiernos Gobierno GOBIERNOS
    ciudad ciudades Ciudad CIUDADES
    sociedad sociedades SOCIEDAD
    año años Año AÑOS
    día días dia DIAS
    obra obras OBRAS
    acta actas ACTA
    ONG ONGs ong
    índice índices indice INDICES
    enlace enlaces ENLACE
    asamblea asambleas ASAMBLEA
    capaz capaces capacidad
    comité comités comite COMITES
    país países pais PAISES
    hospital hospitales HOSPITAL
    alcalde alcaldes ALCALDES alcaldesa
    ciudadano ciudadana CIUDADANOS ciudadanía
    reunión reuniones reunion REUNIONES
    cambio cambios cambiar cambian cambiaron
    préstamo préstamos prestamo PRESTAMOS
    raíz raíces raiz RAICES
    pequeño pequeña pequeños pequeno
    diálogo diálogos dialogo dialogar
    comunidad comunidades COMUNIDADES comunitario
    incidencia incidencias INCIDENCIA incidir
    mesa mesas MESA
    mes meses MESES
    """.strip().splitlines()
]
PAIRS = [pair for family in FAMILIES for pair in permutations(family, 2)]

# Words of different families, of which the stemmer by itself takes the first eight for one.
APART = [
    *("mesa/mes", "casa/caso", "costa/costo", "plaza/plazo", "poder/poda", "parte/partido", "salud/saludo"),
    *("comunidad/comunicación", "red/rey", "ley/leer", "voz/vocal", "juez/juego", "juez/jueves", "niño/nido"),
    *("región/religión", "decisión/dedicación", "campaña/campo", "política/policía"),
    *("interés/interior", "actor/acta"),
]
# A reader who writes without ñ and accents must find those who write with them: these stay one word.
LOST = ["año/ano", "campaña/campana", "peña/pena", "papá/papa", "público/publicó"]

NOTHING_ELSE = {"what_happened": "", "insight": "", "recommendation": ""}


@pytest.fixture
def find(db):
    """Titles found by a word among those of all families, and of others that are given."""
    network, author = NetworkFactory(), UserFactory()

    def find(words, among):
        for title in among:
            LessonFactory(title=title, network=network, author=author, **NOTHING_ELSE)
        return {
            word: set(matching(Lesson.objects.all(), word, AnonymousUser()).values_list("title", flat=True))
            for word in words
        }

    return find


def test_a_word_finds_its_family_and_no_other(find):
    forms = [form for family in FAMILIES for form in family]
    found = find(forms, among=forms)
    missed = [f"{asked}→{form}" for asked, form in PAIRS if form not in found[asked]]
    recall = 1 - len(missed) / len(PAIRS)
    print(f"recall {recall:.3f} of {len(PAIRS)} pairs in {len(FAMILIES)} families")
    assert recall >= LEAST_RECALL, f"recall {recall:.3f} of {len(PAIRS)} pairs; missed: {' '.join(missed)}"
    strangers = {form: found[form] - set(family) for family in FAMILIES for form in family}
    assert {form: others for form, others in strangers.items() if others} == {}


@pytest.mark.parametrize("pair", APART)
def test_words_of_different_families_stay_apart(find, pair):
    words = pair.split("/")
    assert find(words, among=words) == {word: {word} for word in words}


@pytest.mark.parametrize("pair", LOST)
def test_words_that_only_an_accent_parts_are_one(find, pair):
    words = pair.split("/")
    assert find(words, among=words) == {word: set(words) for word in words}


@pytest.mark.parametrize(
    "words", ["más autoridad", "también las autoridades", "había autoridades", "qué autoridad será"]
)
def test_words_that_say_nothing_are_not_required(find, words):
    assert find([words], among=["Las autoridades cambian"]) == {words: {"Las autoridades cambian"}}
