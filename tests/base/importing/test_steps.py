"""The steps as a third kind of import has them: one of groups, of which a file says the names."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.db import connection

from base.importing import steps
from base.importing.models import FileImportQuerySet, State, UndoableImport
from base.importing.rows import Checked, by_field, faulty_rows, in_batches
from base.importing.steps import NothingWritten
from base.tables.columns import Columns
from base.tables.files import read_table
from base.tables.table import Row, Table
from tests.support.factories import UserFactory

GROUPS = Columns({"name": ("nombre", "grupo")}, needed=frozenset({"name"}), things="grupo")
CONTENT = b"Nombre;Nota\nUno;a\nUn nombre demasiado largo;b\nDos;c\n"


class GroupImport(UndoableImport):
    objects = FileImportQuerySet["GroupImport"].as_manager()

    class Meta(UndoableImport.Meta):
        app_label = "tests"


def check(batch: GroupImport, table: Table) -> Checked[str]:
    checked = Checked[str]()

    def faults_of(row: Row) -> dict[str, str]:
        name = by_field(batch.columns, row, " ").get("name", "")
        if len(name) > 10:
            return {"name": "Es muy largo."}
        checked.rows.append(name)
        return {}

    checked.faulty = faulty_rows(batch, table, faults_of)
    batch.found["good"] = len(checked.rows)
    return checked


def look(batch: GroupImport) -> Checked[str]:
    return steps.look(batch, GroupImport.objects.last_before(batch), GROUPS, read_table, check) or Checked()


def write_rows(batch: GroupImport) -> int:
    names = look(batch).rows
    for some in in_batches(batch, names):
        Group.objects.bulk_create(Group(name=name) for name in some)
    return len(names)


def take_back(batch: GroupImport) -> int:
    return Group.objects.all().delete()[0]


@pytest.fixture
def batch(db: None) -> GroupImport:
    """One that was read."""
    with connection.schema_editor() as editor:
        editor.create_model(GroupImport)
    batch = GroupImport.objects.create(by=UserFactory(), file_name="grupos.csv", content=CONTENT)
    steps.read(GroupImport.objects.filter(state=State.READING).claim(batch.pk), look)
    batch.refresh_from_db()
    return batch


def wrote(batch: GroupImport, how: Callable[[GroupImport], int] = write_rows) -> GroupImport:
    """After the yes."""
    GroupImport.objects.ask(batch, State.WRITING)
    steps.write(GroupImport.objects.filter(state=State.WRITING).claim(batch.pk), how)
    batch.refresh_from_db()
    return batch


def names() -> set[str]:
    return {*Group.objects.values_list("name", flat=True)}


def test_it_is_read_written_and_taken_back(batch: GroupImport):
    assert (batch.state, batch.columns, batch.good, names()) == ("read", ["name", ""], 2, set())
    assert [(row["line"], row["faults"]) for row in batch.faulty] == [(3, {"name": "Es muy largo."})]
    wrote(batch)
    assert (batch.state, batch.written, bytes(batch.content), names()) == ("written", 2, b"", {"Uno", "Dos"})
    assert batch.may_be_undone
    GroupImport.objects.ask(batch, State.UNDOING)
    for _ in range(2):
        steps.undo(GroupImport.objects.filter(state=State.UNDOING).claim(batch.pk), take_back)
    batch.refresh_from_db()
    assert (batch.state, batch.removed, batch.left, names()) == ("undone", 2, 0, set())


def test_a_refusal_takes_back_what_was_written_before_it_and_says_why(batch: GroupImport):
    def too_late(batch: GroupImport) -> int:
        write_rows(batch)
        raise NothingWritten("Ya no hay lugar.")

    wrote(batch, too_late)
    assert (batch.state, batch.trouble, batch.claimed_at, names()) == ("read", "Ya no hay lugar.", None, set())
    assert wrote(batch).written == 2


def test_a_failure_leaves_nothing_written_and_it_can_be_asked_for_again(batch: GroupImport):
    Group.objects.create(name="Dos")
    with pytest.raises(Exception, match="auth_group"):
        wrote(batch)
    batch.refresh_from_db()
    assert (batch.state, batch.claimed_at, names()) == ("read", None, {"Dos"})


def test_what_was_said_of_the_columns_is_known_in_the_next_file(batch: GroupImport):
    GroupImport.objects.filter(pk=batch.pk).update(headings=["Cómo se llama"], columns=["name"])
    other = GroupImport(by=batch.by, file_name="otros.csv", content="Cómo se llama\nTres\n".encode())
    assert look(other).rows == ["Tres"]
