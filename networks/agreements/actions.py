"""One side asks and another answers: that an organisation belongs to a network, what two networks are to each other.

Nobody takes over what others hold: until whoever holds it, or an admin, said yes, there is a request and nothing else.
"""

from collections.abc import Callable
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import now
from django.utils.translation import gettext as _

from base.alphabet import Alphabetical
from base.lines import one_line
from networks.agreements.models import AffiliationRequest, Asked, RelationRequest
from networks.mail.letters import absolute_url, write_letter
from networks.mail.tasks import post
from networks.people.queries import answering_for
from networks.record.bounds import REQUESTS_OF_A_DAY, a_day_ago, lock
from networks.record.models import Affiliation, Network, NetworkRelation, Organisation, Role, User
from networks.record.permissions import Permission, can, organisations_where


def holders_of(organisation: Organisation) -> QuerySet[Network]:
    """Return the networks to which the organisation belongs now: any of their secretariats answers for it."""
    return Network.objects.filter(affiliations__organisation=organisation, affiliations__ended_on=None)


def may_answer_for(user: User, organisation: Organisation) -> bool:
    """Return whether `user` holds the organisation: runs a network to which it belongs, or is an admin."""
    return organisations_where(user, Permission.RUN).contains(organisation)


def requests_to(network: Network) -> QuerySet[AffiliationRequest]:
    """Return the requests that wait for the answer of the network's secretariat; others may give it too."""
    held = Affiliation.objects.filter(network=network, ended_on=None).values("organisation")
    rows = AffiliationRequest.objects.waiting().filter(organisation__in=held, organisation__merged_into=None)
    return rows.select_related("network", "organisation", "asked_by")


def requests_of(network: Network) -> QuerySet[AffiliationRequest]:
    """Return the network's own requests that wait, with `asked`: the names of the networks that may answer.

    The secretariats of those answer; if there are none, an admin does.
    """
    held = Affiliation.objects.filter(organisation=OuterRef(OuterRef("organisation")), ended_on=None)
    holders = Network.objects.filter(pk__in=held.values("network"))
    names = ArraySubquery(holders.order_by(Alphabetical("name")).values("name"))
    return network.affiliation_requests.waiting().select_related("organisation").annotate(asked=names)


def relation_requests_to(network: Network) -> QuerySet[RelationRequest]:
    return RelationRequest.objects.of(network).waiting().exclude(network=network).select_related("asked_by")


def requests_for_admins() -> QuerySet[AffiliationRequest]:
    """Return the requests that nobody else can answer: for organisations that belong to no network."""
    held = Affiliation.objects.filter(ended_on=None, organisation__isnull=False).values("organisation")
    rows = AffiliationRequest.objects.waiting().exclude(organisation__in=held)
    return rows.filter(organisation__merged_into=None).select_related("network", "organisation")


@transaction.atomic
def affiliate(affiliation: Affiliation, *, by: User) -> AffiliationRequest | None:
    """Store the affiliation of a person, or of an organisation that `by` holds, and return None.

    For any other organisation, ask whoever holds it instead, and return the request. Raises ValidationError if the same
    was asked already, or declined or withdrawn a short while ago; or if `by` asked very often today.
    """
    organisation = affiliation.organisation
    if organisation is None or may_answer_for(by, organisation):
        affiliation.save()
        return None
    _refuse_too_soon(AffiliationRequest.objects.filter(network=affiliation.network, organisation=organisation))
    _refuse_a_flood(AffiliationRequest.objects.all(), by)
    request = AffiliationRequest.objects.create(
        network=affiliation.network, organisation=organisation, started_on=affiliation.started_on, asked_by=by
    )
    runs = Q(memberships__network__in=holders_of(organisation), memberships__role=Role.SECRETARIAT)
    _tell_who_answers(runs, lambda: _says(request), organisation.get_absolute_url)
    return request


@transaction.atomic
def relate(relation: NetworkRelation, *, network: Network, by: User) -> RelationRequest | None:
    """Store what `network` says that it and another one are to each other, if `by` runs both; or else ask the other.

    Return the request, or None if the relation was stored. Raises ValidationError if they are that already, if it was
    asked, declined or withdrawn a short while ago, or if `by` asked very often today.
    """
    _refuse_twice(relation)
    other = relation.other_than(network)
    if can(by, Permission.RUN, other):
        relation.save()
        return None
    _refuse_too_soon(RelationRequest.objects.like(relation))
    _refuse_a_flood(RelationRequest.objects.all(), by)
    fields = {name: getattr(relation, name) for name in ("first", "second", "kind", "note", "started_on", "ended_on")}
    request = RelationRequest.objects.create(network=network, asked_by=by, **fields)
    runs = Q(memberships__network=other, memberships__role=Role.SECRETARIAT)
    _tell_who_answers(runs, lambda: _says(request), lambda: _relations_page(other))
    return request


@transaction.atomic
def answer_affiliation(request: AffiliationRequest, *, is_agreed: bool, by: User) -> bool:
    """Agree or decline; return False, and change nothing, if the request does not wait any more.

    Raises PermissionDenied if `by` does not hold the organisation, ValidationError if that was closed meanwhile.
    """
    waits = AffiliationRequest.objects.waiting().select_for_update().filter(pk=request.pk).first()
    if waits is None:
        return False
    if not may_answer_for(by, waits.organisation):
        raise PermissionDenied
    if is_agreed:
        if waits.organisation.is_closed:
            raise ValidationError(_("This organisation is closed: it cannot belong to any network."))
        Affiliation.objects.get_or_create(
            network=waits.network,
            organisation=waits.organisation,
            ended_on=None,
            defaults={"started_on": waits.started_on},
        )
    _settle(waits, is_agreed=is_agreed, by=by)
    return True


@transaction.atomic
def answer_relation(request: RelationRequest, *, is_agreed: bool, by: User) -> bool:
    """Agree or decline; return False, and change nothing, if the request does not wait any more.

    Raises PermissionDenied if `by` does not run the other network, ValidationError if the two are that already.
    """
    waits = RelationRequest.objects.waiting().select_for_update().filter(pk=request.pk).first()
    if waits is None:
        return False
    if not can(by, Permission.RUN, waits.other):
        raise PermissionDenied
    if is_agreed:
        fields = {name: getattr(waits, name) for name in ("first", "second", "kind", "note", "started_on", "ended_on")}
        relation = NetworkRelation(**fields)
        _refuse_twice(relation)
        relation.save()
    _settle(waits, is_agreed=is_agreed, by=by)
    return True


def withdraw(request: AffiliationRequest | RelationRequest, *, by: User) -> None:
    """Take the request back; raise PermissionDenied unless `by` runs the network that asked. An answer stays."""
    if not can(by, Permission.RUN, request.network):
        raise PermissionDenied
    type(request).objects.waiting().filter(pk=request.pk).update(
        answer=Asked.Answer.WITHDRAWN, answered_at=now(), answered_by=by
    )


def _settle(request: AffiliationRequest | RelationRequest, *, is_agreed: bool, by: User) -> None:
    request.answer = Asked.Answer.AGREED if is_agreed else Asked.Answer.DECLINED
    request.answered_at, request.answered_by = now(), by
    request.save(update_fields=["answer", "answered_at", "answered_by"])
    asker = request.asked_by
    for each in {asker} if asker.is_active else answering_for(request.network):
        if each != by:
            _tell_the_answer(request, is_agreed=is_agreed, to=each)


def _tell_the_answer(request: AffiliationRequest | RelationRequest, *, is_agreed: bool, to: User) -> None:
    with translation.override(to.language):
        path = _relations_page(request.network) if isinstance(request, RelationRequest) else _asked_page(request)
        context = {"what": one_line(str(request)), "is_agreed": is_agreed, "url": absolute_url(path)}
    _send("agreement_answer", context, to)


def _refuse_twice(relation: NetworkRelation) -> None:
    try:
        relation.validate_constraints()
    except ValidationError:
        raise ValidationError(_("These two networks already have this relation.")) from None


def _refuse_too_soon(asked: "QuerySet[AffiliationRequest] | QuerySet[RelationRequest]") -> None:
    last = asked.fresh().order_by("-asked_at").first()  # type: ignore[union-attr]
    if last is None:
        return
    if not last.answer:
        raise ValidationError(_("This was asked already, and is waiting for an answer."))
    raise ValidationError(
        _("It was declined or withdrawn a short while ago. Ask again after a month, or talk to them.")
    )


def _refuse_a_flood(asked: "QuerySet[AffiliationRequest] | QuerySet[RelationRequest]", by: User) -> None:
    lock(by)
    REQUESTS_OF_A_DAY.refuse_more(asked.filter(asked_by=by, asked_at__gt=a_day_ago()))


def _says(request: AffiliationRequest | RelationRequest) -> str:
    if isinstance(request, AffiliationRequest):
        names = {"network": request.network, "organisation": request.organisation}
        return one_line(_("%(network)s asks whether %(organisation)s belongs to it too") % names)
    return one_line(_("%(network)s proposes a relation: %(what)s") % {"network": request.network, "what": request})


def _relations_page(network: Network) -> str:
    return reverse("networks:relations", args=[network.slug])


def _asked_page(request: AffiliationRequest) -> str:
    return reverse("networks:affiliations", args=[request.network.slug])


def _tell_who_answers(secretariats: Q, says: Callable[[], str], page: Callable[[], str]) -> None:
    """Write to the active people of those secretariats; where there is nobody, to the admins."""
    people = User.objects.filter(secretariats, is_active=True).distinct().order_by("pk")
    for each in people or User.objects.filter(is_admin=True, is_active=True).order_by("pk"):
        with translation.override(each.language):
            context = {"says": says(), "url": absolute_url(page())}
        _send("agreement_request", context, each)


def _send(template: str, context: dict[str, Any], to: User) -> None:
    context |= {"name": one_line(to.get_short_name())}
    letter = write_letter(template, context, to=to.email, language=to.language)
    post(letter)
