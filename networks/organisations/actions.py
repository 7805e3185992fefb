"""These actions change an organisation, and some of them a network or a person's rights."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.text import slugify
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from pghistory.models import Event

from base.models import refused_by
from networks.agreements.models import AffiliationRequest, Asked
from networks.joining.models import Invitation
from networks.record.models import Affiliation, Membership, Network, Organisation, OrganisationMerge, Region, User

RESERVED = {"nueva", "importar"}  # addresses of pages
UNDO_WITHIN = timedelta(days=30)
PLACES: tuple[Any, ...] = (Membership, Invitation)  # in a network, through an organisation


class Overtaken(Exception):
    """Raised if somebody else saved the row since it was read; nothing was stored."""


@transaction.atomic
def add_organisation(organisation: Organisation, *, regions: Iterable[Region], network: Network | None) -> None:
    """Store a new organisation, which belongs to `network` as of today if one is given."""
    taken = {*RESERVED, *Organisation.objects.values_list("slug", flat=True)}
    organisation.slug = slug_of(organisation.name, taken)
    organisation.save(force_insert=True)
    organisation.regions.set(regions)
    if network is not None:
        Affiliation.objects.create(network=network, organisation=organisation, started_on=localdate())


def slug_of(name: str, taken: set[str], *, longest: int = 70, otherwise: str = "organizacion") -> str:
    """Return an address for the name, but none of those taken; `otherwise` for a name that has no letter for one."""
    slug = slugify(name)[:longest].strip("-") or otherwise
    numbered = (f"{slug}-{number}" for number in range(2, len(taken) + 3))
    return slug if slug not in taken else next(each for each in numbered if each not in taken)


@transaction.atomic
def change_organisation(organisation: Organisation, *, regions: Iterable[Region], seen: int) -> None:
    """Store what was changed of the version `seen`. Raises Overtaken if that is no longer the last one."""
    last = Organisation.objects.select_for_update().filter(pk=organisation.pk, version=seen)
    if not last.exists():
        raise Overtaken
    organisation.version = seen + 1
    organisation.save()
    organisation.regions.set(regions)


def set_admin(user: User, *, is_admin: bool) -> None:
    """Make the person an admin, or no admin any more.

    Raises ValidationError if the platform would be left without an admin, or a lesson without a steward.
    """
    _change_rights(user, is_admin=is_admin)


def set_active(user: User, *, is_active: bool) -> None:
    """Activate or deactivate an account; whoever is deactivated loses all rights with the next request.

    Raises ValidationError like `set_admin`.
    """
    _change_rights(user, is_active=is_active)


def _change_rights(user: User, **rights: bool) -> None:
    try:
        with transaction.atomic():
            # Two admins who unmake each other at once: the second one waits, and is refused by the database.
            list(User.objects.select_for_update().filter(is_admin=True).order_by("pk"))
            User.objects.filter(pk=user.pk, closed_at=None).update(**rights)
    except IntegrityError as refusal:
        why = why_refused(refusal)
        if why is None:
            raise
        raise ValidationError(why) from None


def why_refused(error: IntegrityError) -> str | None:
    """Return what to tell whoever was refused by a trigger that guards people's places; None for any other error."""
    return {
        "person_answers_for_no_lesson": _(
            "Nothing was saved: this person answers for lessons. Hand them over on the network's page first."
        ),
        "through_what_belongs": _(
            "Nothing was saved: this organisation does not belong to that network. Add it there first."
        ),
        "user_not_the_last_admin": _("Nothing was saved: this is the last admin. Make somebody else an admin first."),
    }.get(refused_by(error))


@transaction.atomic
def change_network(network: Network, *, seen: int) -> None:
    """Store what was changed of the version `seen`. Raises Overtaken if that is no longer the last one."""
    if not Network.objects.select_for_update(of=("self",), no_key=True).filter(pk=network.pk, version=seen).exists():
        raise Overtaken
    network.version = seen + 1
    network.save()


def names_of_others(network: Network) -> set[str]:
    """Return the names that other networks have, or had by their history; the former names that they state are none."""
    others = Network.objects.exclude(pk=network.pk).values_list("name", "full_name")
    events = Network.pgh_event_model.objects.exclude(pgh_obj_id=network.pk)  # type: ignore[attr-defined]
    return {name for names in others.union(events.values_list("name", "full_name")) for name in names}


def end_affiliation(affiliation: Affiliation, *, on: date) -> None:
    """End the affiliation on that day. Ending it twice changes nothing."""
    if affiliation.ended_on is None:
        _end(affiliation, on=on)


@transaction.atomic
def close_organisation(organisation: Organisation, *, on: date) -> None:
    """Close it and end its affiliations, on that day. What it said stays. Closing it twice changes nothing."""
    open_ones = Organisation.objects.filter(pk=organisation.pk, closed_on=None)
    if open_ones.update(closed_on=on, version=models.F("version") + 1):
        for affiliation in organisation.affiliations.filter(ended_on=None):
            _end(affiliation, on=on)


def reopen_organisation(organisation: Organisation) -> None:
    """Open the organisation again; it belongs to networks anew when they say so."""
    closed = Organisation.objects.filter(pk=organisation.pk).exclude(closed_on=None)
    closed.update(closed_on=None, version=models.F("version") + 1)


def _end(affiliation: Affiliation, *, on: date) -> None:
    affiliation.ended_on = max(on, affiliation.started_on or on)
    affiliation.save(update_fields=["organisation", "ended_on"])


@transaction.atomic
def merge_organisations(duplicate: Organisation, *, into: Organisation, by: User) -> OrganisationMerge:
    """Move all that refers to `duplicate` to `into`: lessons, people, voices, affiliations, departments.

    Where both belong to one network now, the duplicate's affiliation ends today. Only an admin may: whoever merges
    takes over what others hold. Raises ValidationError if they cannot be one: the same row, one of them merged already,
    two different RUCs, or two different networks.
    """
    if not by.is_admin:
        raise PermissionDenied
    duplicate, into = _locked(duplicate, into)
    _may_be_one(duplicate, into)
    _withdraw_what_is_moot(duplicate, into, by=by)
    moved: dict[str, Any] = {
        "regions": _missing_regions(duplicate, into),
        "ruc": _hand_over("ruc", duplicate, into),
        "network": _hand_over("network_id", duplicate, into),
    }
    into.regions.add(*moved["regions"])
    twice = _belonging_of_both(duplicate, into)
    moved["ended"] = [affiliation.pk for affiliation in twice]
    for name, field in _references():
        rows = field.model._base_manager.filter(**{field.name: duplicate})
        moved[name] = list(rows.values_list("pk", flat=True))
        rows = rows.exclude(pk__in=moved["ended"]) if field.model is Affiliation else rows
        rows.update(**{field.name: into})
    for affiliation in twice:  # its end ends the places of the duplicate's people: they have moved by now
        affiliation.organisation = into
        _end(affiliation, on=localdate())
    duplicate.merged_into = into
    for each in (duplicate, into):
        each.version += 1
        each.save()
    return OrganisationMerge.objects.create(duplicate=duplicate, into=into, by=by, moved=moved)


def _locked(*organisations: Organisation) -> list[Organisation]:
    rows = Organisation.objects.select_for_update().order_by("pk").in_bulk([each.pk for each in organisations])
    return [rows[each.pk] for each in organisations]


def _may_be_one(duplicate: Organisation, into: Organisation) -> None:
    if duplicate.pk == into.pk:
        raise ValidationError(_("Choose another organisation: one cannot be merged with itself."))
    if duplicate.merged_into_id or into.merged_into_id:
        raise ValidationError(_("One of the two was merged meanwhile."))
    if duplicate.ruc and into.ruc:
        raise ValidationError(_("They have two different RUCs: they are not the same organisation."))
    if duplicate.network_id and into.network_id:
        raise ValidationError(_("They are two different networks: they are not the same organisation."))


def _references() -> Iterator[tuple[str, "models.ForeignKey[Any, Any]"]]:
    """Yield all foreign keys to an organisation, of any app, with a name, but those that tell of merges and of history.

    Affiliations come first: the database gives nobody a place through what does not belong.
    """
    relations = Organisation._meta.get_fields(include_hidden=True)
    fields = [each.field for each in relations if isinstance(each, models.ManyToOneRel)]
    for field in sorted(fields, key=lambda field: field.model is not Affiliation):
        if not isinstance(field, models.ForeignKey) or field.model._meta.auto_created:
            continue
        if not issubclass(field.model, Event) and field.model not in {Organisation, OrganisationMerge}:
            yield f"{field.model._meta.label_lower}.{field.name}", field


def _missing_regions(duplicate: Organisation, into: Organisation) -> list[int]:
    return list(duplicate.regions.exclude(pk__in=into.regions.values("pk")).values_list("pk", flat=True))


def _hand_over(column: str, giver: Organisation, taker: Organisation) -> Any:
    """Move, and return, a value that only one organisation may have at a time; both are still to be saved."""
    value = getattr(giver, column)
    if value:
        Organisation.objects.filter(pk=giver.pk).update(**{column: None})
        setattr(giver, column, None)
        setattr(taker, column, value)
    return value


def _belonging_of_both(duplicate: Organisation, into: Organisation) -> list[Affiliation]:
    """Return the open affiliations of the duplicate where the other belongs too."""
    return list(duplicate.affiliations.filter(ended_on=None, network__in=_belongs_to(into)))


def _withdraw_what_is_moot(duplicate: Organisation, into: Organisation, *, by: User) -> None:
    """Withdraw requests of networks to which one of the two belongs, and the second of two by one network."""
    both = [duplicate, into]
    belongs = Affiliation.objects.filter(organisation__in=both, ended_on=None).values("network")
    asked = AffiliationRequest.objects.waiting().filter(organisation=into).values("network")
    waiting = AffiliationRequest.objects.waiting()
    moot = waiting.filter(organisation__in=both, network__in=list(belongs.values_list("network", flat=True)))
    twice = waiting.filter(organisation=duplicate, network__in=list(asked.values_list("network", flat=True)))
    for rows in (moot, twice):
        rows.update(answer=Asked.Answer.WITHDRAWN, answered_at=now(), answered_by=by)


def may_undo(merge: OrganisationMerge) -> bool:
    return merge.undone_at is None and now() - merge.at < UNDO_WITHIN and merge.into.merged_into_id is None


@transaction.atomic
def undo_merge(merge: OrganisationMerge) -> None:
    """Give back what moved and is still where it was moved to. Raises ValidationError when it is too late."""
    merge = OrganisationMerge.objects.select_for_update().get(pk=merge.pk)
    duplicate, into = _locked(merge.duplicate, merge.into)
    merge.into = into
    if not may_undo(merge):
        raise ValidationError(_("It is too late to undo this merge."))
    _give_back(merge, duplicate, into)
    into.regions.remove(*merge.moved["regions"])
    for name, column in (("ruc", "ruc"), ("network", "network_id")):
        if merge.moved.get(name) and getattr(into, column) == merge.moved[name]:
            _hand_over(column, into, duplicate)
    duplicate.merged_into = None
    for each in (duplicate, into):
        each.version += 1
        each.save()
    merge.undone_at = now()
    merge.save(update_fields=["undone_at"])


def _give_back(merge: OrganisationMerge, duplicate: Organisation, into: Organisation) -> None:
    """Give the moved rows back; nobody is left with a place through an organisation that does not belong any more."""
    for name, field in _references():
        rows = field.model._base_manager.filter(pk__in=merge.moved.get(name, []), **{field.name: into})
        if field.model in PLACES:
            rows = rows.filter(network__in=_belongs_to(duplicate))
        rows.update(**{field.name: duplicate})
        if field.model is Affiliation:
            Affiliation.objects.filter(pk__in=merge.moved["ended"], organisation=duplicate).update(ended_on=None)
    for place in PLACES:  # of who came in meanwhile
        rows = place._base_manager.filter(organisation=into).exclude(network__in=_belongs_to(into))
        rows.update(organisation=None)


def _belongs_to(organisation: Organisation) -> "models.QuerySet[Any, Any]":
    return organisation.affiliations.filter(ended_on=None).values("network")
