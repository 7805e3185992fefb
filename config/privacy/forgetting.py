"""What is kept about a person who closes their account goes, wherever it stands: also under names they had before."""

import json
import re
from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db.models import Q
from django.utils.timezone import now

from config.privacy.registry import deleted_with_account
from digests.models import KeptMail
from lessons.models import Collection, CollectionItem, Printout
from lessons.printouts.making import forget_all_made
from networks.models import Invitation, Letter, User

# How our rows go on after the name of whom they are, as in “Ana Torres – CIES”: “Ana” is somebody else.
GOES_ON = r"(?:$| – | → | · |: )"


def forget(user: User) -> None:
    """Remove everything about the person but the row of the account itself, and what they gave.

    Most rows go as their models say. Here is what takes more than that: what goes by its state, or is only emptied, and
    what names the person without referring to them.
    """
    theirs = EmailAddress.objects.filter(user=user).values_list("email", flat=True)
    addresses = {address.lower() for address in (user.email, *theirs)}
    _forget_invitations(user, addresses)
    _forget_mail(addresses)
    _forget_sessions(user, addresses)
    _forget_collections(user)
    for model, column in deleted_with_account():
        model._base_manager.filter(**{column: user}).delete()
    Printout.objects.filter(Q(reader=user) | Q(mailed_by=user)).exclude(state="made").delete()
    forget_all_made()
    _forget_in_the_admins_log(user)


def _forget_collections(user: User) -> None:
    """Delete collections for them alone, with their history. What they shared stays, but links to their own end."""
    alone = Collection.objects.filter(by=user, visibility=Collection.Visibility.PRIVATE)
    gone = list(alone.values_list("pk", flat=True))
    alone.delete()
    Collection.pgh_event_model.objects.filter(pgh_obj_id__in=gone).delete()  # type: ignore[attr-defined]
    CollectionItem.pgh_event_model.objects.filter(collection_id__in=gone).delete()  # type: ignore[attr-defined]
    Collection.objects.filter(by=user, network=None).update(share_token=None)


def _forget_invitations(user: User, addresses: Iterable[str]) -> None:
    """Revoke open invitations that they sent, which would be worth nothing now, and those that wait for them."""
    theirs = Q(by=user) | Q(email__in=addresses)
    gone = list(Invitation.objects.open().filter(theirs).values_list("pk", "letter"))
    Invitation.objects.filter(pk__in=[pk for pk, _letter in gone]).update(revoked_at=now(), email="")
    Letter.objects.filter(pk__in=[letter for _pk, letter in gone]).delete()


def _forget_mail(addresses: set[str]) -> None:
    """Delete mail to them; what tells others of them goes as `Letter` says."""
    for address in addresses:
        Letter.objects.filter(to__iexact=address).delete()
        kept = KeptMail.objects.filter(to__icontains=address).values_list("pk", "to")
        KeptMail.objects.filter(pk__in=[pk for pk, to in kept if address in to.lower().split(", ")]).delete()


def _forget_sessions(user: User, addresses: set[str]) -> None:
    """End their sessions. All are looked into: not each is noted with a sign-in, and some wait for a code by mail."""
    gone = [session.pk for session in Session.objects.iterator() if _is_of(session.get_decoded(), user, addresses)]
    Session.objects.filter(pk__in=gone).delete()


def _is_of(content: dict[str, Any], user: User, addresses: set[str]) -> bool:
    if content.get("_auth_user_id") == str(user.pk):
        return True
    text = json.dumps(content, ensure_ascii=False).lower()
    return any(f'"{address}"' in text for address in addresses)


def _forget_in_the_admins_log(user: User) -> None:
    """Take the person's names out of the log of Django's admin.

    It notes what each row that it changed was called then, and its inline rows in a message.
    """
    account = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(User), object_id=str(user.pk))
    names = {user.name, user.email, *account.values_list("object_repr", flat=True)} - {"", "–"}
    there = Q(pk__in=account)
    for name in names:
        there |= Q(object_repr__startswith=name) | Q(change_message__contains=json.dumps(name)[1:-1])
    theirs = re.compile(f"(?:{'|'.join(map(re.escape, sorted(names)))}){GOES_ON}")
    for entry in LogEntry.objects.filter(there):
        entry.object_repr = "–" if theirs.match(entry.object_repr) else entry.object_repr
        entry.change_message = _without(theirs, entry.change_message)
        entry.save(update_fields=["object_repr", "change_message"])


def _without(theirs: re.Pattern[str], message: str) -> str:
    try:
        steps = json.loads(message)
    except ValueError:  # of a time when they were words
        return message
    for change in (change for step in steps for change in step.values()):
        if theirs.match(change.get("object", "")):
            change["object"] = "–"
    return json.dumps(steps)
