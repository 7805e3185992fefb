"""What a network is to others."""

from datetime import date

import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse
from django.utils.timezone import localdate

from networks.models import NetworkRelation
from tests.support.factories import NetworkFactory
from tests.support.htmx import soup
from tests.support.lessons import url

pytestmark = pytest.mark.django_db


class TestRelations:
    def add(self, cast, who: str = "admin", **body: object):
        sent = {"kind": "alliance", "second": cast.other_network.pk, "started_on": "2020-05-01"} | body
        return cast.client(who).post(url("networks:relations", cast), sent)

    def test_is_seen_from_both_sides_and_in_the_picture(self, cast):
        assert self.add(cast).status_code == 302
        theirs = reverse("networks:relations", args=["ajena"])
        for address in (url("networks:relations", cast), theirs, "/redes/vinculos/"):
            assert "Alianza" in cast.client("anonymous").get(address).content.decode()
        picture = soup(cast.client("anonymous").get("/redes/vinculos/"))
        assert len(picture.select(".ties .knot")) == 2
        assert len(picture.select("figure > svg line.alliance")) == 1

    def test_the_same_twice_from_either_side_or_with_oneself_is_refused(self, cast):
        self.add(cast)
        assert self.add(cast).status_code == 422
        other = reverse("networks:relations", args=["ajena"])
        body = {"kind": "alliance", "second": cast.network.pk}
        assert cast.client("other_secretariat").post(other, body).status_code == 422
        assert self.add(cast, second=cast.network.pk).status_code == 422
        assert NetworkRelation.objects.count() == 1
        assert self.add(cast, kind="sharing").status_code == 302

    def test_either_side_ends_it_and_nobody_deletes_it(self, cast):
        self.add(cast)
        relation = NetworkRelation.objects.get()
        end = reverse("networks:relation_end", args=["ajena", relation.pk])
        assert cast.client("other_secretariat").post(end).status_code == 302
        relation.refresh_from_db()
        assert relation.ended_on
        assert self.add(cast).status_code == 422  # they had it since then
        assert self.add(cast, started_on=str(localdate())).status_code == 302  # it may begin anew
        with pytest.raises(ProgrammingError, match="Cannot delete"), transaction.atomic():
            relation.delete()

    def test_ends_on_the_day_that_is_told(self, cast):
        self.add(cast)
        end = url("networks:relation_end", cast, NetworkRelation.objects.get().pk)
        for wrong in ("2020-04-30", "2999-01-01", "ayer"):
            assert cast.client("secretariat").post(end, {"ended_on": wrong}).status_code == 422
        assert NetworkRelation.objects.get().ended_on is None
        for day in ("2023-01-31", "2024-01-31"):
            cast.client("secretariat").post(end, {"ended_on": day})
        assert NetworkRelation.objects.get().ended_on == date(2023, 1, 31)

    @pytest.mark.parametrize(("kind", "member"), [("member_of", "propia"), ("has_as_member", "ajena")])
    def test_a_membership_is_told_from_either_side(self, cast, kind, member):
        assert self.add(cast, kind=kind).status_code == 302
        relation = NetworkRelation.objects.get()
        assert (relation.kind, relation.first.slug) == ("member_of", member)

    def test_of_one_time_is_told_once_and_of_another_again(self, cast):
        past = {"started_on": "2001-01-01", "ended_on": "2005-01-01"}
        assert self.add(cast, **past).status_code == 302
        assert self.add(cast, started_on="2003-01-01", ended_on="2004-01-01").status_code == 422
        assert self.add(cast, started_on="2005-01-01").status_code == 302
        assert NetworkRelation.objects.count() == 2

    @pytest.mark.parametrize(
        "wrong", [{"started_on": "2999-01-01"}, {"ended_on": "2019-01-01"}, {"ended_on": "2999-01-01"}, {"kind": "war"}]
    )
    def test_with_a_fault_is_not_stored(self, cast, wrong):
        answer = self.add(cast, **wrong)
        assert answer.status_code == 422
        assert soup(answer).select_one(".errorlist")
        assert not NetworkRelation.objects.exists()

    def test_of_others_is_not_ones_to_end(self, cast):
        relation = NetworkRelation.objects.create(first=NetworkFactory(), second=cast.other_network, kind="alliance")
        assert cast.client("secretariat").post(url("networks:relation_end", cast, relation.pk)).status_code == 404
        relation.refresh_from_db()
        assert relation.ended_on is None
