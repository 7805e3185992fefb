"""Organisations in and out as tables. Who may open what: test_permission_matrix.py."""

from typing import Any

import pytest
from django.db import connection
from django.utils.timezone import localdate, now

from base.importing import rows
from base.importing.models import LEASE, RESUMED_FOR, TO_BE_MENDED
from base.tables.files import read_table, write_csv
from networks.importing import actions
from networks.models import Affiliation, Organisation, OrganisationImport
from networks.profile.opening import close_network
from networks.tasks import forget, resume_imports
from tests.support.cast import Cast
from tests.support.factories import OrganisationFactory, RegionFactory
from tests.support.files.imported import NEW, upload
from tests.support.htmx import headers, soup, swap

RUC = "20131312955"
GOOD = "Nombre;Sigla;Tipo;RUC;Departamentos\nCentro Rural;CR;ONG;20131312955;Puno\nRed de Ollas;;grassroots;;\n"
FAULTY = "Nombre,RUC,Tipo\nCentro Rural,20131312955,\nOtro Centro,20131312955,\n,,ONG\nCentro RURAL,,secta\nBueno,,\n"


class TestReading:
    def test_writes_nothing_to_the_directory(self, cast: Cast, send: Any):
        RegionFactory(name="Puno")
        client = cast.client("secretariat")
        batch = send(client, GOOD)
        assert batch.state == "read"
        assert [row["name"] for row in batch.rows] == ["Centro Rural", "Red de Ollas"]
        assert batch.faulty == []
        page = soup(client.get(batch.get_absolute_url()))
        assert "Centro Rural" in page.select_one("#import").get_text()
        assert not Organisation.objects.exists()

    def test_tells_each_fault_with_its_row(self, cast: Cast, send: Any):
        client = cast.client("secretariat")
        batch = send(client, FAULTY)
        assert [row["name"] for row in batch.rows] == ["Centro Rural", "Bueno"]
        assert {row["line"]: set(row["faults"]) for row in batch.faulty} == {
            3: {"ruc"},
            4: {"name"},
            5: {"name", "kind"},
        }
        answer = client.get(f"{batch.get_absolute_url()}filas.csv")
        headings, rows = read_table("x.csv", answer.content)
        assert headings[:3] == ["Nombre", "RUC", "Tipo"]
        assert [row[0] for row in rows] == ["Otro Centro", "", "Centro RURAL"]
        assert all(row[3] for row in rows)

    @pytest.mark.parametrize(
        "told", ["20.131.312.955", "20 131 312 955", "20-13131295-5", '"20,131,312,955"', "20131312955 "]
    )
    def test_a_ruc_is_its_digits(self, cast: Cast, send: Any, told: str):
        assert [row["ruc"] for row in send(cast.client("secretariat"), f"Nombre;RUC\nUna;{told}\n").rows] == [RUC]

    @pytest.mark.parametrize("told", ["2,01313E+10", "20.131.312.95", "20131312955.5", "RUC"])
    def test_a_number_that_is_no_ruc_is_a_fault(self, cast: Cast, send: Any, told: str):
        batch = send(cast.client("secretariat"), f"Nombre;RUC\nUna;{told}\n")
        assert (batch.rows, [*batch.faulty[0]["faults"]]) == ([], ["ruc"])

    def test_a_row_with_a_cell_too_many_is_faulty(self, cast: Cast, send: Any):
        batch = send(cast.client("secretariat"), "Nombre,Sigla\nCentro Rural, Andino y Costero,CRA\nOtro,O,,\n")
        assert ([row["name"] for row in batch.rows], [row["line"] for row in batch.faulty]) == (["Otro"], [2])

    @pytest.mark.parametrize("cell", ["#N/A", "\ufffd"])
    def test_a_row_is_faulty_whatever_stands_in_the_cell_too_many(self, cast: Cast, send: Any, cell: str):
        batch = send(cast.client("secretariat"), f"nombre,sigla\nUno,U,{cell}\n{cell},D,x\nTres,T\n")
        assert ([row["line"] for row in batch.faulty], [row["name"] for row in batch.rows]) == ([2, 3], ["Tres"])

    def test_departments_may_stand_in_a_line_each(self, cast: Cast, send: Any):
        places = [RegionFactory(name=name).pk for name in ("San Martín", "Puno")]
        batch = send(cast.client("secretariat"), 'nombre;departamentos\nUno;"San Martín\nPuno"\n')
        assert [sorted(row["departments"]) for row in batch.rows] == [sorted(places)]

    def test_knows_what_is_in_the_directory(self, cast: Cast, send: Any):
        OrganisationFactory(name="CENTRO RURÁL", ruc=None)
        assert [row["line"] for row in send(cast.client("secretariat"), GOOD).faulty] == [2]

    @pytest.mark.parametrize(("name", "content"), [("x.csv", "a\x00b"), ("x.xlsx", "not a zip")])
    def test_a_broken_file_imports_nothing_and_says_why(
        self, cast: Cast, send: Any, confirm: Any, name: str, content: str
    ):
        client = cast.client("secretariat")
        batch = send(client, content, name)
        assert batch.state == "broken"
        assert batch.trouble in soup(client.get(batch.get_absolute_url())).get_text()
        confirm(client, batch)
        assert batch.state == "broken"
        assert not Organisation.objects.exists()

    @pytest.mark.parametrize(("name", "size"), [("x.pdf", 1), ("x.csv", 0), ("x.csv", 5 * 1024 * 1024 + 1)])
    def test_what_is_no_such_file_is_refused_at_once(self, cast: Cast, name: str, size: int):
        sent = {"file": upload("a" * size, name), "network": cast.network.pk}
        answer = cast.client("secretariat").post(NEW, sent)
        assert answer.status_code == 422
        assert soup(answer).select(".errorlist")
        assert not OrganisationImport.objects.exists()

    def test_into_a_closed_network_is_refused(self, cast: Cast):
        close_network(cast.network, by=cast.user("admin"), reason="Terminó")
        for who in ("secretariat", "admin"):
            answer = cast.client(who).post(NEW, {"file": upload(GOOD), "network": cast.network.pk})
            assert (answer.status_code, OrganisationImport.objects.count()) == (422, 0)

    def test_into_the_network_of_others_is_refused(self, cast: Cast):
        sent = {"file": upload(GOOD), "network": cast.other_network.pk}
        assert cast.client("secretariat").post(NEW, sent).status_code == 422
        assert not OrganisationImport.objects.exists()


class TestWriting:
    def test_after_the_yes_all_good_rows_are_in(self, cast: Cast, send: Any, confirm: Any):
        puno = RegionFactory(name="Puno")
        client = cast.client("secretariat")
        batch = confirm(client, send(client, GOOD))
        assert (batch.state, batch.written) == ("written", 2)
        centre = Organisation.objects.get(ruc=RUC)
        assert (centre.name, centre.acronym, centre.kind, centre.slug) == ("Centro Rural", "CR", "ngo", "centro-rural")
        assert list(centre.regions.all()) == [puno]
        assert Organisation.objects.get(name="Red de Ollas").kind == "grassroots"
        joined = Affiliation.objects.filter(network=cast.network, started_on=localdate(), ended_on=None)
        assert joined.count() == 2

    def test_confirming_twice_writes_once(self, cast: Cast, send: Any, confirm: Any):
        client = cast.client("secretariat")
        batch = send(client, GOOD.replace("Puno", ""))
        confirm(client, batch)
        confirm(client, batch)
        actions.write(batch.pk)
        assert Organisation.objects.count() == 2

    def test_leaves_alone_what_came_in_another_way_meanwhile(self, cast: Cast, send: Any, confirm: Any):
        client = cast.client("secretariat")
        batch = send(client, GOOD.replace("Puno", ""))
        OrganisationFactory(name="Red de ollas")
        confirm(client, batch)
        assert (batch.state, batch.written) == ("written", 1)
        assert [row["values"][0] for row in batch.faulty] == ["Red de Ollas"]
        assert Organisation.objects.count() == 2

    def test_that_fails_leaves_nothing_half_written(
        self, cast: Cast, send: Any, confirm: Any, monkeypatch: pytest.MonkeyPatch
    ):
        client = cast.client("secretariat")
        batch = send(client, GOOD.replace("Puno", ""))
        monkeypatch.setattr(rows, "BATCH", 1)
        with connection.cursor() as cursor:  # the second row meets what only the database knows
            cursor.execute("ALTER TABLE networks_organisation ADD CONSTRAINT no_pots CHECK (name NOT LIKE '%Ollas')")
        with pytest.raises(Exception, match="no_pots"):
            confirm(client, batch)
        batch.refresh_from_db()
        assert (batch.state, batch.claimed_at) == ("read", None)
        assert not Organisation.objects.exists()

    def test_by_who_no_longer_runs_the_network_is_refused(self, cast: Cast, send: Any, confirm: Any):
        client = cast.client("secretariat")
        batch = send(client, GOOD.replace("Puno", ""))
        cast.user("secretariat").memberships.update(role="member")
        assert client.post(batch.get_absolute_url()).status_code == 403
        assert not Organisation.objects.exists()

    @pytest.mark.parametrize("lost", ["role", "account", "network"])
    def test_of_who_lost_the_right_after_the_yes_writes_nothing_and_says_so(self, cast: Cast, send: Any, lost: str):
        batch, by = send(cast.client("secretariat"), GOOD.replace("Puno", "")), cast.user("secretariat")
        assert OrganisationImport.objects.ask(batch, "writing")
        if lost == "role":
            by.memberships.update(role="member")
        elif lost == "account":
            type(by).objects.filter(pk=by.pk).update(is_active=False)
        else:
            close_network(cast.network, by=cast.user("admin"), reason="Terminó")
        actions.write(batch.pk)
        batch.refresh_from_db()
        assert (batch.state, batch.claimed_at, batch.written) == ("read", None, 0)
        assert not Organisation.objects.exists()
        page = soup(cast.client("admin").get(batch.get_absolute_url()))
        assert ("cerrada" if lost == "network" else "ya no está a cargo") in page.select_one(
            "#import [role=alert]"
        ).text

    def test_of_somebody_else_is_not_there(self, cast: Cast, send: Any):
        batch = send(cast.client("secretariat"), GOOD.replace("Puno", ""))
        other = cast.client("other_secretariat")
        for url in (batch.get_absolute_url(), f"{batch.get_absolute_url()}filas.csv"):
            assert other.get(url).status_code == 404
        assert other.post(batch.get_absolute_url()).status_code == 404
        assert cast.client("admin").get(batch.get_absolute_url()).status_code == 200


class TestAtWork:
    @pytest.fixture
    def batch(self, cast: Cast) -> OrganisationImport:
        return OrganisationImport.objects.create(
            by=cast.user("secretariat"), network=cast.network, file_name="lista.csv", content=GOOD.encode()
        )

    @pytest.mark.fragment("networks/importing/import.html#import")
    def test_a_swap_leaves_what_a_reload_would_show(self, cast: Cast, batch: OrganisationImport):
        client = cast.client("secretariat")
        page = soup(client.get(batch.get_absolute_url()))
        assert page.select_one("#import")["hx-trigger"]
        actions.read(batch.pk)
        swap(page, client.get(batch.get_absolute_url(), headers=headers("import")), "import")
        assert page.body == soup(client.get(batch.get_absolute_url())).body
        assert not page.select_one("#import").get("hx-trigger")

    def test_of_which_no_worker_heard_goes_on_by_itself(
        self, batch: OrganisationImport, worker: None, django_capture_on_commit_callbacks: Any
    ):
        with django_capture_on_commit_callbacks(execute=True):
            resume_imports()
        batch.refresh_from_db()
        assert batch.state == "read"
        assert not OrganisationImport.objects.unattended().exists()

    def test_shows_how_far_it_is(self, cast: Cast, batch: OrganisationImport):
        batch.report(400, 1000)
        bar = soup(cast.client("secretariat").get(batch.get_absolute_url())).progress
        assert (bar["value"], bar["max"]) == ("400", "1000")

    def test_rows_that_nobody_mends_are_forgotten(self, batch: OrganisationImport):
        row = {"line": 2, "values": ["Casa Rural"], "faults": {"ruc": "No es un RUC."}}
        old = {"created_at": now() - TO_BE_MENDED, "faulty": [row]}
        OrganisationImport.objects.filter(pk=batch.pk).update(**old)
        forget.run()
        batch.refresh_from_db()
        assert batch.faulty == [row]  # somebody is at it
        OrganisationImport.objects.update(state="written")
        forget.run()
        batch.refresh_from_db()
        assert batch.faulty == []

    def test_another_worker_leaves_it_alone(self, batch: OrganisationImport):
        OrganisationImport.objects.update(claimed_at=now())
        actions.read(batch.pk)
        batch.refresh_from_db()
        assert batch.state == "reading"

    def test_after_a_worker_died_one_can_ask_again(
        self, cast: Cast, batch: OrganisationImport, worker: None, confirm: Any
    ):
        client = cast.client("secretariat")
        OrganisationImport.objects.update(claimed_at=now())
        assert not soup(client.get(batch.get_absolute_url())).select("#import form")
        OrganisationImport.objects.update(claimed_at=now() - 2 * LEASE)
        assert soup(client.get(batch.get_absolute_url())).select("#import form")
        assert confirm(client, batch).state == "read"

    def test_what_was_asked_again_is_awaited_again(self, cast: Cast, batch: OrganisationImport):
        OrganisationImport.objects.update(asked_at=now() - 2 * RESUMED_FOR, claimed_at=now() - RESUMED_FOR)
        assert not OrganisationImport.objects.unattended().exists()
        cast.client("secretariat").post(batch.get_absolute_url())
        batch.refresh_from_db()
        assert not batch.is_stalled
        assert OrganisationImport.objects.unattended().exists()


class TestExport:
    @pytest.mark.parametrize("form", ["csv", "xlsx"])
    def test_comes_in_again_as_it_went_out(self, cast: Cast, send: Any, form: str):
        """Into an empty directory, all of it."""
        first = OrganisationFactory(
            name="=Centro «Ñandú»", acronym="-CÑ", kind="ngo", ruc=RUC, website="https://a.example"
        )
        first.regions.add(RegionFactory(name="Puno"), RegionFactory(name="Loreto"))
        OrganisationFactory(name="Otra")
        content = cast.client("member").get(f"/organizaciones/exportar.{form}").content
        headings, rows = read_table(f"x.{form}", content)
        assert headings == ["Nombre", "Sigla", "Tipo", "RUC", "Sitio web", "Departamentos"]
        assert rows == [
            ["=Centro «Ñandú»", "-CÑ", "ONG", RUC, "https://a.example", "; ".join(str(r) for r in first.regions.all())],
            ["Otra", "", "", "", "", ""],
        ]
        # A name that is there already does not come in twice: under others all of it does.
        renamed = [[f"{row[0]} 2", row[1], row[2], "", *row[4:]] for row in rows]
        batch = send(cast.client("secretariat"), write_csv(headings, renamed))
        assert (len(batch.rows), batch.faulty) == (2, [])

    def test_is_of_what_the_filters_show(self, cast: Cast):
        OrganisationFactory(name="Centro Rural")
        OrganisationFactory(name="Cerrada", closed_on=localdate())
        OrganisationFactory(name="Otra")
        content = cast.client("member").get("/organizaciones/exportar.csv", {"q": "rural"}).content
        assert [row[0] for row in read_table("x.csv", content).rows] == ["Centro Rural"]

    def test_of_another_kind_is_not_there(self, cast: Cast):
        assert cast.client("member").get("/organizaciones/exportar.pdf").status_code == 404
