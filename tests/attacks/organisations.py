"""What people do with organisations and with places in networks, whether they may or not."""

from django.utils.timezone import localdate
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from networks.joining.actions import token_of
from networks.models import (
    Affiliation,
    AffiliationRequest,
    Invitation,
    JoinRequest,
    Membership,
    Organisation,
    OrganisationMerge,
)
from tests.attacks.machine import FAIRLY, NETWORKS, ORGANISATIONS, PEOPLE, TURN, WHAT, WHERE, WHO, Attack
from tests.attacks.model import ADMIN, MEMBER, SECRETARIAT, Place

ROLE = st.sampled_from((MEMBER, SECRETARIAT, "observer"))
PERHAPS = st.sampled_from((*ORGANISATIONS, None))
FRIEND = st.sampled_from(PEOPLE[1:])  # an admin needs no place


class Organisations(Attack):
    @rule(by=WHO, fairly=FAIRLY, network=WHERE, organisation=WHAT)
    def affiliates(self, by: str, fairly: bool, network: str, organisation: str) -> None:
        by = self.actor(by, fairly=fairly, may=lambda who: self.world.runs(who, network))
        self._affiliate(by, network, organisation)

    def _affiliate(self, by: str, network: str, organisation: str) -> None:
        """Who holds it says so; anybody else only asks."""
        world, pair = self.world, (organisation, network)
        stands = organisation not in world.merged and pair not in world.belongs
        with self.act("affiliate", on_whose_word=by, may=stands and world.runs(by, network)) as outcome:
            name = self._name(organisation)
            answer = self.post(by, "networks:affiliations", network, organisation_name=name)
            outcome.is_done = answer.status_code == 302
            if outcome.is_done and world.holds(by, organisation):
                world.belongs.add(pair)
            elif outcome.is_done:
                assert pair not in world.asked
                assert pair not in world.cooled
                world.asked[pair] = None

    @precondition(lambda self: self.world.asked)
    @rule(by=WHO, fairly=FAIRLY, turn=TURN, then=st.sampled_from(("agree", "decline")))
    def answers(self, by: str, fairly: bool, turn: int, then: str) -> None:
        pair = [*self.world.asked][turn % len(self.world.asked)]
        by = self.actor(by, fairly=fairly, may=lambda who: self.world.holds(who, pair[0]))
        self._answer(by, pair, then)

    def _answer(self, by: str, pair: tuple[str, str], then: str) -> None:
        world, (organisation, _network) = self.world, pair
        request = self._request(pair)
        with self.act(then, on_whose_word=by, may=world.holds(by, organisation)) as outcome:
            self.post(by, "networks:affiliation_answer", request.pk, then=then)
            outcome.is_done = not AffiliationRequest.objects.waiting().filter(pk=request.pk).exists()
            if outcome.is_done:
                del world.asked[pair]
                (world.belongs if then == "agree" else world.cooled).add(pair)

    def _request(self, pair: tuple[str, str]) -> AffiliationRequest:
        rows = AffiliationRequest.objects.waiting().filter(organisation__slug=pair[0], network__slug=pair[1])
        return rows.get()

    @precondition(lambda self: self.world.asked)
    @rule(by=WHO, fairly=FAIRLY, turn=TURN)
    def withdraws(self, by: str, fairly: bool, turn: int) -> None:
        pair = [*self.world.asked][turn % len(self.world.asked)]
        by = self.actor(by, fairly=fairly, may=lambda who: self.world.runs(who, pair[1]))
        with self.act("withdraw", on_whose_word=by, may=self.world.runs(by, pair[1])) as outcome:
            self.post(by, "networks:affiliation_withdraw", pair[1], self._request(pair).pk)
            outcome.is_done = not AffiliationRequest.objects.waiting().filter(
                organisation__slug=pair[0], network__slug=pair[1]
            )
            if outcome.is_done:
                del self.world.asked[pair]
                self.world.cooled.add(pair)

    @precondition(lambda self: self.world.belongs)
    @rule(by=WHO, fairly=FAIRLY, turn=TURN)
    def ends_a_belonging(self, by: str, fairly: bool, turn: int) -> None:
        organisation, network = sorted(self.world.belongs)[turn % len(self.world.belongs)]
        by = self.actor(by, fairly=fairly, may=lambda who: self.world.runs(who, network))
        row = Affiliation.objects.get(organisation__slug=organisation, network__slug=network, ended_on=None)
        with self.act("end a belonging", on_whose_word=by, may=self.world.runs(by, network)) as outcome:
            answer = self.post(by, "networks:affiliation_end", network, row.pk, ended_on=str(localdate()))
            outcome.is_done = answer.status_code == 302
            if outcome.is_done:
                self.world.leaves(organisation, network)

    @rule(by=WHO, fairly=FAIRLY, organisation=WHAT)
    def renames(self, by: str, fairly: bool, organisation: str) -> None:
        by = self.actor(by, fairly=fairly, may=lambda who: self.world.holds(who, organisation))
        row = Organisation.objects.get(slug=organisation)
        may = organisation not in self.world.merged and self.world.holds(by, organisation)
        with self.act("rename", on_whose_word=by, may=may) as outcome:
            self.post(by, "networks:organisation_edit", organisation, name=f"{row.name}x", version=row.version)
            outcome.is_done = Organisation.objects.get(pk=row.pk).name != row.name

    @rule(by=WHO, fairly=FAIRLY, duplicate=WHAT, into=WHAT)
    def merges(self, by: str, fairly: bool, duplicate: str, into: str) -> None:
        world, by = self.world, ADMIN if fairly else by
        stand = duplicate != into and not {duplicate, into} & world.merged.keys()
        with self.act("merge", on_whose_word=by, may=by == ADMIN and stand) as outcome:
            answer = self.post(by, "networks:organisation_merge", duplicate, into=into)
            outcome.is_done = answer.status_code == 302
            if outcome.is_done:
                self._is_one_now(duplicate, into)

    def _is_one_now(self, duplicate: str, into: str) -> None:
        world = self.world
        world.merged[duplicate] = into
        world.belongs = {(into if body == duplicate else body, network) for body, network in world.belongs}
        both = {pair for pair in world.asked if pair[0] in {duplicate, into}}
        world.asked = {pair: None for pair in world.asked if pair not in both}
        world.asked |= {(into, network): None for _body, network in both if (into, network) not in world.belongs}
        named = [*world.places.values(), *(place for place, _by in world.invited.values()), *world.lessons.values()]
        for each in named:
            each.organisation = into if each.organisation == duplicate else each.organisation

    @precondition(lambda self: self.world.merged)
    @rule(by=FRIEND)
    def undoes_a_merge(self, by: str) -> None:
        """Nobody but an admin may: what an undoing gives back is tried in networks/test_agreements.py."""
        merge = OrganisationMerge.objects.get(duplicate__slug=next(iter(self.world.merged)))
        with self.act("undo a merge", on_whose_word=by, may=False) as outcome:
            self.post(by, "networks:merge_undo", merge.pk)
            outcome.is_done = OrganisationMerge.objects.get(pk=merge.pk).undone_at is not None

    @rule(by=WHO, fairly=FAIRLY, network=WHERE, friend=FRIEND, role=ROLE, organisation=PERHAPS)
    def invites(self, by: str, fairly: bool, network: str, friend: str, role: str, organisation: str | None) -> None:
        if fairly:
            by, organisation = self._who_may_give_a_place(by, network, organisation)
        self._invite(by, network, friend, role, organisation)

    def _who_may_give_a_place(self, by: str, network: str, organisation: str | None) -> tuple[str, str | None]:
        by = self.actor(by, fairly=True, may=lambda who: self.world.runs(who, network))
        return by, organisation if (organisation, network) in self.world.belongs else None

    def _invite(self, by: str, network: str, friend: str, role: str, organisation: str | None) -> None:
        world = self.world
        may = world.runs(by, network) and (organisation is None or (organisation, network) in world.belongs)
        with self.act("invite", on_whose_word=by, may=may) as outcome:
            body = self.organisations[organisation].pk if organisation else ""
            sent = {"addresses": self.people[friend].email, "role": role, "organisation": body, "language": "es"}
            outcome.is_done = self.post(by, "networks:invite", network, **sent).status_code == 302
            if outcome.is_done:
                world.invited[friend, network] = (Place(role, organisation), by)

    @precondition(lambda self: self.world.invited)
    @rule(turn=TURN)
    def takes_an_invitation(self, turn: int) -> None:
        self._take(*[*self.world.invited][turn % len(self.world.invited)])

    def _take(self, friend: str, network: str) -> None:
        """It is worth what the word of who sent it is worth now."""
        world = self.world
        place, inviter = world.invited[friend, network]
        row = Invitation.objects.open().get(email=self.people[friend].email, network__slug=network)
        with self.act("take", on_whose_word=inviter, may=world.runs(inviter, network)) as outcome:
            self.post(friend, "networks:invitation", query={"token": token_of(row)})
            outcome.is_done = not Invitation.objects.open().filter(pk=row.pk).exists()
            if outcome.is_done:
                del world.invited[friend, network]
                world.places.setdefault((friend, network), place)

    @rule(by=WHO, fairly=FAIRLY, network=WHERE, friend=FRIEND, role=ROLE, organisation=PERHAPS)
    def lets_in_who_asks(
        self, by: str, fairly: bool, network: str, friend: str, role: str, organisation: str | None
    ) -> None:
        world = self.world
        if fairly:
            by, organisation = self._who_may_give_a_place(by, network, organisation)
        self.post(friend, "networks:join", network, message="Trabajo en salud comunitaria en Puno.")
        wish = JoinRequest.objects.waiting().filter(user=self.people[friend], network__slug=network).first()
        if wish is None:
            return
        may = world.runs(by, network) and (organisation is None or (organisation, network) in world.belongs)
        with self.act("let in", on_whose_word=by, may=may) as outcome:
            body = self.organisations[organisation].pk if organisation else ""
            form = {f"request{wish.pk}-role": role, f"request{wish.pk}-organisation": body}
            self.post(by, "networks:request_answer", network, wish.pk, then="accept", **form)
            outcome.is_done = not JoinRequest.objects.waiting().filter(pk=wish.pk).exists()
            if outcome.is_done:
                world.places[friend, network] = Place(role, organisation)

    @rule(by=WHO, fairly=FAIRLY, turn=TURN, then=st.sampled_from(("leaves", MEMBER, SECRETARIAT, "observer")))
    def changes_a_role(self, by: str, fairly: bool, turn: int, then: str) -> None:
        """Of somebody else, or one's own; their lessons go to the secretariat."""
        world = self.world
        who, network = sorted(world.places)[turn % len(world.places)]
        row = Membership.objects.get(user=self.people[who], network__slug=network)
        others = [each for each in PEOPLE if each != who and world.role(each, network) == SECRETARIAT]
        if not others or then == world.role(who, network):
            return
        by = self.actor(by, fairly=fairly, may=lambda who: world.runs(who, network))
        with self.act("change a role", on_whose_word=by, may=world.runs(by, network)) as outcome:
            heir = self.people[others[0]]
            sent = {"then": then, "successor": heir.pk, "inviter": heir.pk}
            outcome.is_done = self.post(by, "lessons:handover", network, row.pk, **sent).status_code == 302
            if outcome.is_done:
                self._has_changed_role(who, network, then, others[0])

    def _has_changed_role(self, who: str, network: str, then: str, heir: str) -> None:
        world = self.world
        if then == "leaves":
            del world.places[who, network]
        else:
            world.places[who, network].role = then
        for told in world.lessons.values():
            if told.network == network and told.steward == who:
                told.steward = heir
        if then != SECRETARIAT:
            for key, (place, by) in world.invited.items():
                if key[1] == network and by == who:
                    world.invited[key] = (place, heir)

    @rule(network=st.sampled_from(NETWORKS[1:]), organisation=WHAT, friend=FRIEND)
    def smuggles_in_a_friend(self, network: str, organisation: str, friend: str) -> None:
        """The whole attack in a row: affiliate what others hold, invite somebody "of" it, who takes the invitation."""
        by = f"{SECRETARIAT}.{network}"
        self._affiliate(by, network, organisation)
        if (organisation, network) in self.world.asked:
            self._answer(by, (organisation, network), "agree")
        self._invite(by, network, friend, MEMBER, organisation)
        if (friend, network) in self.world.invited:
            self._take(friend, network)

    def _name(self, organisation: str) -> str:
        return Organisation.objects.get(slug=organisation).name
