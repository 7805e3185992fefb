"""Saved searches are one's own: one is shown them, and they go with the account."""

from config.privacy.closing import close
from config.privacy.own_data import own_data
from lessons.models import SavedSearch
from tests.support.cast import Cast


def test_ones_own_data_has_them(cast: Cast):
    member = cast.user("member")
    SavedSearch.objects.create(by=member, name="Anemia", query="q=anemia")
    SavedSearch.objects.create(by=cast.user("other_member"), name="Ajena", query="q=agua")
    (group,) = [each for each in own_data(member) if each.model is SavedSearch]
    assert [(row["name"], row["query"]) for row in group.rows] == [("Anemia", "q=anemia")]


def test_they_go_with_the_account_and_those_of_others_stay(cast: Cast):
    member, other = cast.user("member"), cast.user("other_member")
    for each in (member, other):
        SavedSearch.objects.create(by=each, name="Anemia", query="q=anemia")
    close(member)
    assert [search.by for search in SavedSearch.objects.all()] == [other]
