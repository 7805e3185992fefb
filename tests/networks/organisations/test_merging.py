"""Two rows of one organisation become one, and two again."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.timezone import now

from lessons.models import Lesson
from networks.models import Organisation, OrganisationMerge
from networks.organisations.actions import (
    merge_organisations,
    undo_merge,
)
from tests.support.cast import Cast
from tests.support.factories import (
    ApplicationFactory,
    CorroborationFactory,
    LessonFactory,
    OrganisationFactory,
    RegionFactory,
    speak_for,
)
from tests.support.htmx import soup
from tests.support.organisations import OTHER_RUC, RUC, belonging


class TestMerging:
    @pytest.fixture
    def pair(self, cast: Cast) -> tuple[Organisation, Organisation]:
        """A duplicate with something of everything, and the one that stays."""
        duplicate, stays = OrganisationFactory(name="Centro Rural del Perú", ruc=RUC), OrganisationFactory()
        belonging(duplicate, cast.network, started_on=date(2020, 1, 1))
        belonging(stays, cast.network)
        belonging(duplicate, cast.other_network)
        duplicate.regions.add(RegionFactory(code="01"), RegionFactory(code="02"))
        stays.regions.add(RegionFactory(code="02"))
        speak_for(duplicate, cast.user("member"))
        lesson = LessonFactory(organisation=duplicate, network=cast.network, author=cast.user("member"), published=True)
        CorroborationFactory(organisation=duplicate)
        ApplicationFactory(organisation=duplicate, lesson=lesson)
        return duplicate, stays

    @staticmethod
    def everything() -> dict[str, list[Any]]:
        """All that says which organisation it is of."""
        tables = {
            "networks_affiliation": "organisation_id, network_id, ended_on",
            "networks_membership": "organisation_id, user_id",
            "networks_organisation_regions": "organisation_id, region_id",
            "networks_organisation": "id, name, ruc, merged_into_id, closed_on",
            "lessons_lesson": "organisation_id",
            "lessons_corroboration": "organisation_id",
            "lessons_application": "organisation_id",
        }
        with connection.cursor() as cursor:
            found = {}
            for table, columns in tables.items():
                cursor.execute(f"SELECT {columns} FROM {table} ORDER BY {columns}")
                found[table] = cursor.fetchall()
        return found

    def test_moves_everything(self, cast: Cast, pair: tuple[Organisation, Organisation]):
        duplicate, stays = pair
        merge_organisations(duplicate, into=stays, by=cast.user("admin"))
        for table, rows in self.everything().items():
            if table != "networks_organisation":
                assert duplicate.pk not in {row[0] for row in rows} or table.endswith("regions")
        stays.refresh_from_db()
        assert stays.ruc == RUC
        assert sorted(stays.regions.values_list("code", flat=True)) == ["01", "02"]
        assert stays.affiliations.filter(ended_on=None).count() == 2
        assert Lesson.objects.get(published_at__isnull=False, network=cast.network).organisation == stays

    def test_is_undone_to_the_last_row(self, cast: Cast, pair: tuple[Organisation, Organisation]):
        duplicate, stays = pair
        before = self.everything()
        merge = merge_organisations(duplicate, into=stays, by=cast.user("admin"))
        assert self.everything() != before
        undo_merge(merge)
        assert self.everything() == before
        assert not OrganisationMerge.objects.filter(undone_at=None).exists()

    def test_undone_leaves_what_came_later(self, cast: Cast, pair: tuple[Organisation, Organisation]):
        duplicate, stays = pair
        merge = merge_organisations(duplicate, into=stays, by=cast.user("admin"))
        later = LessonFactory(organisation=stays)
        undo_merge(merge)
        later.refresh_from_db()
        assert later.organisation == stays

    def test_is_not_undone_after_30_days(self, cast: Cast, pair: tuple[Organisation, Organisation]):
        duplicate, stays = pair
        merge = merge_organisations(duplicate, into=stays, by=cast.user("admin"))
        before = self.everything()
        with time_machine.travel(now() + timedelta(days=30, minutes=1)), pytest.raises(ValidationError):
            undo_merge(merge)
        assert self.everything() == before

    def test_is_not_undone_twice_nor_before_the_one_that_came_after(
        self, cast: Cast, pair: tuple[Organisation, Organisation]
    ):
        duplicate, stays = pair
        first = merge_organisations(duplicate, into=stays, by=cast.user("admin"))
        second = merge_organisations(stays, into=OrganisationFactory(), by=cast.user("admin"))
        with pytest.raises(ValidationError):
            undo_merge(first)
        undo_merge(second)
        undo_merge(first)
        before = self.everything()
        with pytest.raises(ValidationError):
            undo_merge(first)
        assert self.everything() == before

    def test_of_two_bodies_with_two_rucs_is_refused(self, cast: Cast, pair: tuple[Organisation, Organisation]):
        duplicate, stays = pair
        Organisation.objects.filter(pk=stays.pk).update(ruc=OTHER_RUC)
        before = self.everything()
        answer = cast.client("admin").post(f"/organizaciones/{duplicate.slug}/unir/", {"into": stays.slug})
        assert answer.status_code == 422
        assert "RUC" in soup(answer).select_one(".errorlist").get_text()
        assert self.everything() == before

    @pytest.mark.parametrize("into", ["", "no-hay", "itself"])
    def test_into_nothing_or_itself_is_refused(self, cast: Cast, pair: tuple[Organisation, Organisation], into: str):
        duplicate, _ = pair
        before = self.everything()
        sent = {"into": duplicate.slug if into == "itself" else into}
        assert cast.client("admin").post(f"/organizaciones/{duplicate.slug}/unir/", sent).status_code == 422
        assert self.everything() == before

    def test_is_suggested_for_names_alike(self, cast: Cast, pair: tuple[Organisation, Organisation]):
        duplicate, _ = pair
        alike = OrganisationFactory(name="CENTRO RURAL DEL PERU")
        OrganisationFactory(name="Centro Rural del Perú (ya unido)", merged_into=alike)
        url = f"/organizaciones/{duplicate.slug}/unir/"
        admin = cast.client("admin")
        assert [each["value"] for each in soup(admin.get(url)).select("[name=into]")] == [alike.slug]
        assert admin.post(url, {"into": alike.slug})["Location"] == alike.get_absolute_url()
        page = soup(admin.get(alike.get_absolute_url()))
        [undo] = page.select("form[action*=deshacer]")
        assert admin.post(undo["action"])["Location"] == duplicate.get_absolute_url()
        assert Organisation.objects.get(pk=duplicate.pk).merged_into is None
