import pytest
from django.core.exceptions import PermissionDenied

from digests.actions import choose_frequency, unsubscribe
from digests.models import Subscription
from tests.support.clock import TUESDAY


class TestChooseFrequency:
    def test_keeps_the_choice_of_somebody_who_has_no_row_yet(self, member):
        choose_frequency(Subscription.starting(member), "off", by=member)
        assert Subscription.objects.get(user=member).frequency == "off"

    @pytest.mark.parametrize("who", ["admin", "secretariat", "other_member"])
    def test_nobody_chooses_for_another(self, cast, subscription, who):
        with pytest.raises(PermissionDenied):
            choose_frequency(subscription, "off", by=cast.user(who))
        subscription.refresh_from_db()
        assert (subscription.frequency, subscription.next_at) == ("weekly", TUESDAY)


def test_unsubscribing_twice_is_unsubscribing_once(subscription):
    for _ in range(2):
        unsubscribe(subscription)
        assert Subscription.objects.get().frequency == "off"
