"""The frame of the study: complete, sourced, in both languages, and loaded as often as one likes."""

from collections import Counter

import pgtrigger
import pytest
from django.core.management import call_command
from django.db.models import Q

from lessons.models import Finding, Lesson, LessonFinding
from networks.models import (
    Affiliation,
    NaturalRegion,
    Network,
    NetworkFact,
    Organisation,
    PublishedFact,
    PublishedMember,
    Region,
    Sector,
)
from tests.support.htmx import soup
from tests.support.lessons import opened, said, typed
from tests.support.written_rows import everything

pytestmark = pytest.mark.usefixtures("study", "db")


class TestCounts:
    def test_places_and_networks(self, study):
        assert Region.objects.count() == 25
        assert Network.objects.count() == 7
        assert study.startswith("Frame: 25 departments, 7 networks, 39 findings; ")

    def test_findings_of_each_kind(self):
        assert Counter(Finding.objects.values_list("kind", flat=True)) == {
            "challenge": 6,
            "best_practice": 7,
            "emerging_theme": 8,
            "recommendation": 9,
            "way_of_support": 9,
        }

    def test_at_least_fifteen_lessons(self):
        assert Lesson.objects.count() >= 15


class TestRegions:
    def test_have_the_codes_of_inei(self):
        codes = dict(Region.objects.values_list("code", "name"))
        assert list(codes) == [f"{number:02d}" for number in range(1, 26)]
        assert (codes["01"], codes["07"], codes["15"], codes["25"]) == ("Amazonas", "Callao", "Lima", "Ucayali")

    def test_belong_to_a_natural_region_whose_poverty_is_sourced(self):
        assert set(NaturalRegion.objects.values_list("code", flat=True)) == {"costa", "sierra", "selva"}
        assert not NaturalRegion.objects.filter(source="").exists()

    def test_a_poverty_figure_has_its_sources(self):
        known = Region.objects.exclude(poverty_2024=None)
        assert known.exists()
        assert not known.filter(poverty_source_urls=[]).exists()
        assert not Region.objects.filter(poverty_2024=None).exclude(poverty_source_urls=[]).exists()


class TestNetworks:
    def test_in_the_studys_order(self):
        slugs = list(Network.objects.values_list("slug", flat=True))
        assert slugs[:2] == ["cies", "forosalud"]
        assert {"foro-educativo", "participa-peru", "conveagro", "peru-2021"} < set(slugs)

    def test_each_has_a_sector_and_a_source_or_is_marked_as_unverified(self):
        assert not Network.objects.filter(sector=None).exists()
        assert not Network.objects.filter(source_urls=[], published_facts=None, name_verified=True).exists()

    def test_facts_are_in_both_languages(self):
        assert NetworkFact.objects.exists()
        assert not NetworkFact.objects.filter(text_es="").exists()
        assert not NetworkFact.objects.filter(text_en="").exists()


class TestWhatSourcesSay:
    def test_equals_the_file_after_each_load(self):
        before = everything()
        changed = PublishedFact.objects.first()
        PublishedFact.objects.filter(pk=changed.pk).update(text_en="Something else")
        PublishedMember.objects.first().delete()
        extra = {"network": changed.network, "source": "Nadie", "text_es": "Inventado", "text_en": "Invented"}
        PublishedFact.objects.create(**extra)
        call_command("load_frame")
        assert not PublishedFact.objects.filter(Q(text_es="Inventado") | Q(text_en="Something else")).exists()
        assert (PublishedFact.objects.count(), PublishedMember.objects.count()) == (20, 19)
        call_command("load_frame")
        assert len(everything()) == len(before)

    def test_leads_to_no_copy_of_a_document(self):
        urls = [*PublishedFact.objects.values_list("source_url", flat=True)]
        urls += PublishedMember.objects.values_list("source_url", flat=True)
        urls += [url for listed in Network.objects.values_list("source_urls", flat=True) for url in listed]
        copies = ("scribd", "vdocument", "pdfslide", "studylib", "issuu", "fdocuments")
        assert any(urls)
        assert not [url for url in urls for copy in copies if copy in url]

    def test_gives_nobody_a_place_in_a_network(self):
        assert not Affiliation.objects.exists()
        assert not Organisation.objects.exists()

    def test_is_on_the_page_with_its_source_and_in_the_history(self, cast):
        client = cast.client("anonymous")
        page = said(client.get("/redes/participa-peru/"))
        assert "Catholic Relief Services (CRS)" in page
        assert "suplemento n.º 12" in page
        assert "marzo de 2004" in page
        assert "1989–2009" in said(client.get("/redes/cies/"))
        assert "Fuente: ProActivo" in page
        years = soup(client.get("/redes/participa-peru/historia/")).select(".timeline > li")
        (year,) = [each for each in years if each.find("h2").get_text(strip=True) == "2016"]
        assert "ProParticipación" in year.get_text()
        assert "ProActivo" in year.get_text()


class TestFindings:
    def test_keep_their_order_and_their_source(self):
        codes = list(Finding.objects.values_list("code", flat=True))
        counts = {"C": 6, "P": 7, "T": 8, "R": 9, "S": 9}
        assert codes == [f"{kind}{number}" for kind, count in counts.items() for number in range(1, count + 1)]
        assert not Finding.objects.filter(source="").exists()

    def test_are_in_both_languages(self):
        for finding in Finding.objects.all():
            assert finding.text_es.strip()
            assert finding.text_en.strip()
            assert finding.text_es != finding.text_en

    def test_poles_come_in_pairs_and_only_of_themes(self):
        with_poles = [finding for finding in Finding.objects.all() if finding.pole_one_es]
        assert with_poles
        for finding in with_poles:
            assert finding.kind == "emerging_theme"
            assert all([finding.pole_one_en, finding.pole_two_es, finding.pole_two_en])


class TestLessons:
    def test_each_says_the_essential_who_said_it_and_where(self):
        for lesson in Lesson.objects.all():
            assert lesson.missing == []
            assert ", " in lesson.speaker  # the name, and as what
            assert lesson.sources.strip()
            assert lesson.stances.exists()
            assert (lesson.visibility, lesson.network, lesson.author) == ("public", None, None)
            assert lesson.is_published

    def test_anybody_reads_them(self, client):
        page = client.get("/lecciones/").content.decode()
        assert Lesson.objects.newest_first().first().title in page


class TestTwice:
    def test_changes_nothing(self):
        before = everything()
        call_command("load_frame")
        assert everything() == before

    def test_a_lesson_that_an_admin_changed_stays(self, cast):
        lesson = Lesson.objects.newest_first().first()
        finding = Finding.objects.get(code="R4")
        sent = typed(cast, title="Corregida", supports=[finding.pk], seen=opened(lesson, cast.user("admin")))
        cast.client("admin").post(f"/lecciones/{lesson.pk}/editar/", sent)
        call_command("load_frame")
        lesson.refresh_from_db()
        assert lesson.title == "Corregida"
        assert [stance.finding for stance in lesson.stances.all()] == [finding]

    def test_a_network_that_was_changed_stays_and_gets_no_fact_twice(self):
        Network.objects.filter(slug="cies").update(full_name="Otro nombre", website="https://cies.example")
        NetworkFact.objects.filter(network__slug="cies").update(text_es="Corregido")
        call_command("load_frame")
        cies = Network.objects.get(slug="cies")
        assert (cies.full_name, cies.website) == ("Otro nombre", "https://cies.example")
        assert set(cies.facts.values_list("text_es", flat=True)) == {"Corregido"}

    def test_what_is_missing_comes_back(self):
        Sector.objects.filter(networks=None, lessons=None).delete()
        LessonFinding.objects.filter(finding__code="C1").delete()
        with pgtrigger.ignore("lessons.Lesson:stays_once_published"):
            Lesson.objects.newest_first().first().delete()
        count = Lesson.objects.count()
        call_command("load_frame")
        assert Lesson.objects.count() == count + 1
