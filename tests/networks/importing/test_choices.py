"""What a person says of a file of organisations: how it is read, its columns, its words; by page and by command."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from base.importing.vocabulary import MOST_ASKED
from networks.importing import actions
from networks.importing.organisations import MOST_BYTES
from networks.models import Organisation, OrganisationImport
from networks.profile.opening import close_network
from tests.support.cast import Cast
from tests.support.factories import RegionFactory
from tests.support.files.sheets import xlsx
from tests.support.htmx import soup

STRANGE = "Nombre *;Tipo de organización;Departamentos;Nota\nUna;Cooperativa;Altiplano;x\nDos;ONG;Dpto. de Puno;\n"


@pytest.fixture(autouse=True)
def puno(db: None) -> Any:
    return RegionFactory(code="21", name="Puno", slug="puno")


def page(client: Any, batch: OrganisationImport) -> Any:
    return soup(client.get(batch.get_absolute_url()))


class TestPage:
    def test_words_of_no_list_are_asked_and_taken_as_said(self, cast: Cast, send: Any, confirm: Any, puno: Any):
        client = cast.client("secretariat")
        batch = send(client, STRANGE)
        assert ([row["name"] for row in batch.rows], batch.columns) == (["Dos"], ["name", "kind", "departments", ""])
        names = [each["name"] for each in page(client, batch).select("#import select")]
        kind, place = (next(name for name in names if name.startswith(each)) for each in ("kind-", "departments-"))
        confirm(client, batch, "read", **{kind: "other", place: "puno"})
        assert (batch.state, len(batch.rows), batch.faulty) == ("read", 2, [])
        assert not Organisation.objects.exists()
        confirm(client, batch)
        one = Organisation.objects.get(name="Una")
        assert (one.kind, [*one.regions.all()]) == ("other", [puno])
        assert bytes(batch.content) == b""

    def test_words_that_were_explained_are_remembered_for_the_next_file(self, cast: Cast, send: Any, confirm: Any):
        client = cast.client("secretariat")
        batch = send(client, "Lo nuestro;Departamentos\nUna;Altiplano\n")
        assert batch.found["untold"]
        [place] = ["column-0"]
        confirm(client, batch, "read", **{place: "name"})
        word = next(each["name"] for each in page(client, batch).select("[name^=departments-]"))
        confirm(client, batch, "read", **{word: "puno"})
        again = send(client, "Lo nuestro;Departamentos\nOtra;Altiplano\n")
        assert ([row["name"] for row in again.rows], again.faulty) == (["Otra"], [])

    def test_of_more_words_than_are_asked_the_others_are_asked_next(self, cast: Cast, send: Any, confirm: Any):
        client = cast.client("secretariat")
        batch = send(client, "Nombre;Tipo\n" + "".join(f"N{n};Raro {n}\n" for n in range(MOST_ASKED + 2)))
        asked = [each["name"] for each in page(client, batch).select("[name^=kind-]")]
        assert len(asked) == MOST_ASKED
        confirm(client, batch, "read", **dict.fromkeys(asked, "other"))
        assert (len(batch.rows), len(batch.faulty)) == (MOST_ASKED, 2)
        new = {each["name"] for each in page(client, batch).select("[name^=kind-]")} - {*asked}
        confirm(client, batch, "read", **dict.fromkeys(new, "other"))
        assert (len(new), batch.faulty, {row["kind"] for row in batch.rows}) == (2, [], {"other"})

    def test_a_column_that_is_none_of_ours_is_named(self, cast: Cast, send: Any):
        client = cast.client("secretariat")
        assert "Nota" in page(client, send(client, STRANGE)).select_one("#import form .warning").text

    def test_a_yes_to_what_was_not_seen_reads_it_first(self, cast: Cast, send: Any, confirm: Any):
        client = cast.client("secretariat")
        batch = send(client, "Nombre;Nota\nUna;U\n")
        confirm(client, batch, "write", **{"column-1": "acronym"})
        assert (batch.state, batch.rows[0]["acronym"]) == ("read", "U")
        assert not Organisation.objects.exists()

    def test_one_field_for_two_columns_is_refused(self, cast: Cast, send: Any, confirm: Any):
        client = cast.client("secretariat")
        batch = send(client, "Nombre;Nota\nUna;U\n")
        confirm(client, batch, "write", **{"column-1": "name"})
        assert (batch.state, batch.columns) == ("read", ["name", ""])
        assert not Organisation.objects.exists()

    def test_what_is_wrong_with_how_it_is_read_is_not_folded_away(self, cast: Cast, send: Any):
        client = cast.client("secretariat")
        batch = send(client, "Nombre;Nota\nUna;U\n")
        answer = client.post(batch.get_absolute_url(), {"go": "read", "line": "0"})
        details = soup(answer).select_one("#import details:has([name=line])")
        assert (answer.status_code, details.has_attr("open"), len(details.select(".errorlist"))) == (422, True, 1)

    def test_which_sheet_was_read_is_said_and_can_be_another(self, cast: Cast, send: Any, confirm: Any):
        client = cast.client("secretariat")
        book = xlsx(["Nombre", "RUC"], ["Una", ""], change=lambda book: _another_sheet(book))
        batch = send(client, book, "x.xlsx")
        form = page(client, batch).select_one("#import form")
        assert form.select_one(".warning")
        assert "«Sheet»" in form.select_one(".meta").text
        assert "2023" in form.select_one("ul.help").text
        assert form.select_one("details:has([name=sheet])").has_attr("open")
        confirm(client, batch, "read", sheet="2023")
        assert ([row["name"] for row in batch.rows], batch.chosen) == (["Dos"], {"sheet": "2023"})
        assert not page(client, batch).select("#import form .warning")

    def test_in_doubt_the_encoding_is_asked_with_its_first_rows(self, cast: Cast, send: Any, confirm: Any):
        client = cast.client("secretariat")
        batch = send(client, b"Nombre;Sigla\nM\x81ller;F\n")
        details = page(client, batch).select_one("#import details:has([name=encoding])")
        assert (details.has_attr("open"), len(details.select("li"))) == (True, 1)
        confirm(client, batch, "read", encoding="cp850")
        assert [row["name"] for row in batch.rows] == ["Müller"]

    def test_a_separator_that_nobody_sees_stays_as_it_was_found(self, cast: Cast, send: Any, confirm: Any):
        batch = send(cast.client("secretariat"), "Nombre\tSigla\nUna\tU\n")
        assert batch.found["table"]["delimiter"] == "\t"
        confirm(cast.client("secretariat"), batch)
        assert (batch.state, batch.written) == ("written", 1)

    @pytest.mark.parametrize("wrong", [{"delimiter": ","}, {"line": "99"}])
    def test_a_wrong_choice_costs_nobody_the_file(self, cast: Cast, send: Any, confirm: Any, wrong: Any):
        client = cast.client("secretariat")
        batch = send(client, 'Nombre;Nota;Tipo\nUna;5,"seis" y siete;\nDos;;Cooperativa\n')
        confirm(client, batch, "read", **wrong)
        assert (batch.state, batch.chosen, len(batch.rows), len(batch.faulty)) == ("read", {}, 1, 1)
        [error] = page(client, batch).select("#import form .errorlist")
        assert error.find_next(["select", "input"])["name"] in wrong
        confirm(client, batch)
        assert (batch.state, Organisation.objects.get().name) == ("written", "Una")

    def test_a_column_left_out_stays_so_in_another_reading(self, cast: Cast, send: Any, confirm: Any):
        client = cast.client("secretariat")
        batch = send(client, "Nombre;Sigla;Tipo\nUna;U;ONG\n")
        confirm(client, batch, "read", **{"column-1": ""})
        confirm(client, batch, "read", delimiter=",")
        assert batch.headings == ["Nombre;Sigla;Tipo"]
        confirm(client, batch, "read", delimiter=";")
        assert batch.columns == ["name", "", "kind"]
        confirm(client, batch)
        assert (batch.state, Organisation.objects.get().acronym) == ("written", "")

    def test_a_name_merged_over_rows_is_one_of_all_their_departments(self, cast: Cast, send: Any, puno: Any):
        lima = RegionFactory(code="15", name="Lima", slug="lima")
        rows = [["Una", "U", "Puno"], [None, None, "Lima"], ["Dos", "D", "Lima"]]
        content = xlsx(["Nombre", "Sigla", "Departamento"], *rows, change=lambda book: book.active.merge_cells("A2:A3"))
        batch = send(cast.client("secretariat"), content, "x.xlsx")
        assert [row["departments"] for row in batch.rows] == [sorted([puno.pk, lima.pk]), [lima.pk]]
        assert (batch.faulty, batch.found["rows"], len(batch.found["table"]["notes"])) == ([], 2, 1)

    def test_a_name_merged_over_rows_of_two_kinds_is_a_fault_of_the_second(self, cast: Cast, send: Any):
        rows = [["Una", "ONG", "Puno"], [None, "Otra", "Puno"]]
        content = xlsx(["Nombre", "Tipo", "Departamento"], *rows, change=lambda book: book.active.merge_cells("A2:A3"))
        batch = send(cast.client("secretariat"), content, "x.xlsx")
        assert (len(batch.rows), [row["line"] for row in batch.faulty]) == (1, [3])

    @pytest.mark.parametrize(
        ("text", "website", "notes"),
        [("ver web", "https://a.example/", 0), ("nueva.example", "https://nueva.example", 1)],
    )
    def test_an_address_behind_words_is_the_website(self, cast: Cast, send: Any, text: str, website: str, notes: int):
        def set_link(book: Any) -> None:
            book.active["B2"].hyperlink = "https://a.example/"
            book.active["B2"].value = text

        batch = send(cast.client("secretariat"), xlsx(["Nombre", "Web"], ["Una", text], change=set_link), "x.xlsx")
        assert ([row["website"] for row in batch.rows], len(batch.found["table"]["notes"])) == ([website], notes)

    def test_a_formula_without_a_result_is_a_fault(self, cast: Cast, send: Any):
        batch = send(cast.client("secretariat"), xlsx(["Nombre", "RUC"], ["=B9", ""], ["#REF!", ""]), "x.xlsx")
        assert (batch.rows, [row["line"] for row in batch.faulty]) == ([], [2, 3])


def _another_sheet(book: Any) -> None:
    sheet = book.create_sheet("2023")
    sheet.append(["Nombre", "RUC"])
    sheet.append(["Dos", ""])


def test_one_read_before_there_were_choices_can_still_be_confirmed(cast: Cast):
    row = {"name": "Una", "acronym": "", "kind": "", "ruc": "", "website": "", "departments": [], "told": ["Una"]}
    batch = OrganisationImport.objects.create(
        by=cast.user("secretariat"), network=cast.network, file_name="x.csv", state="read", rows=[row]
    )
    client = cast.client("secretariat")
    client.post(batch.get_absolute_url(), {"go": "write"})
    actions.write(batch.pk)
    assert Organisation.objects.get().name == "Una"


class TestCommand:
    @pytest.fixture
    def run(self, cast: Cast, tmp_path: Path) -> Any:
        cast.user("secretariat")

        def run(text: str, *options: str) -> tuple[str, str]:
            path, out, err = tmp_path / "x.csv", StringIO(), StringIO()
            path.write_text(text, encoding="mac_roman")
            arguments = ["--network", cast.network.slug, *options]
            call_command("import_organisations", str(path), *arguments, stdout=out, stderr=err)
            return out.getvalue(), err.getvalue()

        return run

    def test_tells_how_it_read_and_what_stays_out(self, cast: Cast, run: Any):
        out, err = run(STRANGE.replace("Una", "Unión"))
        assert "Mac (Roman)" in out
        assert "Written: 1 organisations." in out
        assert [word in err for word in ("“Nota”", "row 2:", "“Cooperativa” in 1 rows")] == [True] * 3
        assert Organisation.objects.get().affiliations.get().network == cast.network

    def test_words_of_no_list_can_be_left_out(self, run: Any):
        run(STRANGE, "--leave-out-unknown")
        assert {*Organisation.objects.values_list("name", "kind")} == {("Una", ""), ("Dos", "ngo")}

    def test_all_words_of_no_list_are_left_out_however_many(self, run: Any):
        run("Nombre;Tipo\n" + "".join(f"N{n};Raro {n}\n" for n in range(MOST_ASKED + 2)), "--leave-out-unknown")
        assert Organisation.objects.filter(kind="").count() == MOST_ASKED + 2

    def test_a_word_that_somebody_explained_before_is_not_left_out(self, cast: Cast, run: Any):
        said = {"columns": ["name"], "words": {"kind": {"cooperativa": "other"}}}
        OrganisationImport.objects.create(by=cast.user("secretariat"), network=cast.network, file_name="x.csv", **said)
        err = run(STRANGE, "--leave-out-unknown")[1]
        assert [line.split(": ")[-1] for line in err.splitlines() if " rows: " in line] == ["other", "left out"]
        assert {*Organisation.objects.values_list("name", "kind")} == {("Una", "other"), ("Dos", "ngo")}

    @pytest.mark.parametrize(
        ("text", "options"),
        [
            (STRANGE, ["--all-or-nothing"]),
            ("Nota\nx\n", []),
            ("Nombre;Tipo\nUna;Cooperativa\n", []),
            (STRANGE, ["--by", "nadie@ejemplo.example"]),
            (STRANGE, ["--network", "no-hay"]),
            (STRANGE, ["--heading-row", "0"]),
            (STRANGE, ["--heading-row", "9"]),
            ("", []),
        ],
    )
    def test_refuses_in_one_line_and_writes_nothing(self, run: Any, text: str, options: list[str]):
        with pytest.raises(CommandError) as refusal:
            run(text, *options)
        assert len(str(refusal.value).splitlines()) == 1
        assert not Organisation.objects.exists()
        assert not OrganisationImport.objects.exists()

    def test_refuses_a_file_that_is_too_large(self, run: Any):
        with pytest.raises(CommandError, match="5 MB"):
            run("nombre\n" + "a" * MOST_BYTES)
        assert not OrganisationImport.objects.exists()

    def test_refuses_a_closed_network(self, cast: Cast, run: Any):
        close_network(cast.network, by=cast.user("admin"), reason="Terminó")
        with pytest.raises(CommandError, match="closed"):
            run(STRANGE)
        assert not Organisation.objects.exists()

    def test_a_dry_run_writes_nothing(self, run: Any):
        assert "1 organisations would be written" in run(STRANGE, "--dry-run")[0]
        assert not OrganisationImport.objects.exists()
