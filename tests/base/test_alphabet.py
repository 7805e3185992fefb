"""Names stand in the order of the Spanish alphabet, in lists, pages and tables, on every database."""

import ast
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from base.alphabet import Alphabetical, alphabetical
from networks.models import Organisation, User
from tests.support.factories import NetworkFactory, OrganisationFactory, UserFactory
from tests.support.htmx import soup

pytestmark = pytest.mark.django_db

IN_ORDER = ["acción solidaria", "Ágora Loreto", "Árbol", "«Bosque vivo»", "Nube", "Nzá", "Ñandú Andino", "Oro", "Zeta"]
NAMES_OF_OTHERS = {"config/desk/machine.py"}  # names of tasks, in English
APPS = ("networks", "lessons", "digests", "config")


def shuffled() -> list[str]:
    return random.Random(7).sample(IN_ORDER, len(IN_ORDER))


def test_organisations_stand_in_order_on_their_page_and_in_their_table(cast):
    for name in shuffled():
        OrganisationFactory(name=name)
    for path in ("/organizaciones/", "/organizaciones/exportar.csv"):
        text = cast.client("admin").get(path).content.decode()
        places = [text.index(name) for name in IN_ORDER]
        assert places == sorted(places)


def test_people_stand_in_order_on_their_page(cast):
    for name in [*shuffled(), "Zoila", "Álvaro"]:
        UserFactory(name=name, knows_about="Agua")
    text = soup(cast.client("admin").get("/personas/")).get_text()
    places = [text.index(name) for name in ("Álvaro", "Ñandú Andino", "Zoila")]
    assert places == sorted(places)


def test_names_of_related_rows_stand_in_order(cast):
    members = cast.network.memberships.order_by(Alphabetical("user__name"), "pk").values_list("user__name", flat=True)
    assert list(members) == sorted(members, key=alphabetical)


def test_two_names_that_differ_in_accents_or_case_alone_are_two():
    OrganisationFactory(name="Ágora")
    OrganisationFactory(name="Agora")
    with pytest.raises(IntegrityError), transaction.atomic():
        OrganisationFactory(name="Ágora")
    assert Organisation.objects.filter(name="Ágora").count() == 1


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text("aábnñzZÑ «»-ÁÖo", min_size=1, max_size=6), min_size=2, max_size=30))
def test_python_and_the_database_agree(names):
    with connection.cursor() as cursor:
        cursor.execute('SELECT memoria_order(name) COLLATE "C" FROM unnest(%s::text[]) AS name', [names])
        assert [row[0] for row in cursor.fetchall()] == [alphabetical(name)[0] for name in names]


@pytest.mark.parametrize("model", [Organisation, User])
def test_a_page_reads_its_index_and_not_the_table(model):
    made = OrganisationFactory if model is Organisation else UserFactory
    made.create_batch(3)
    NetworkFactory()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = model.objects.order_by(Alphabetical("name"))[:20].explain()
    assert "_alphabetical" in plan
    assert "Sort" not in plan


def test_no_list_is_ordered_by_code_points():
    assert [place for place in _ordered_by_plain_names() if place[0] not in NAMES_OF_OTHERS] == []


def _ordered_by_plain_names() -> Iterator[tuple[str, int, str]]:
    root = Path(__file__).parents[2]
    for path in (path for app in APPS for path in (root / app).rglob("*.py") if "migrations" not in path.parts):
        for node in ast.walk(ast.parse(path.read_text())):
            for text in _ordered_by(node):
                if text.lstrip("-").rpartition("__")[2] in {"name", "full_name", "title", "acronym", "name_es"}:
                    yield str(path.relative_to(root)), node.lineno, text


def _ordered_by(node: ast.AST) -> list[str]:
    """What a call of `order_by`, or a `Meta`, names as plain text."""
    listed: list[ast.expr] = []
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "order_by":
        listed = node.args
    elif isinstance(node, ast.Assign) and isinstance(node.value, ast.List | ast.Tuple):
        listed = node.value.elts if getattr(node.targets[0], "id", "") == "ordering" else []
    return [each.value for each in listed if isinstance(each, ast.Constant) and isinstance(each.value, str)]
