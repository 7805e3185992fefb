"""People come into a network invited by its secretariat, or accepted when they ask.

Whoever can open an invitation reads the mail of its address. So it is enough to verify an address, but its link is
shown to nobody else, the secretariat included.
"""

from collections.abc import Iterable
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import now
from django.utils.translation import gettext as _

from base.lines import one_line
from base.rate_limits import Limit
from networks.joining.models import VALID_FOR, Invitation, JoinRequest
from networks.mail.letters import absolute_url, write_letter
from networks.mail.rules import ANSWERS
from networks.mail.tasks import post
from networks.people.queries import answering_for
from networks.record.bounds import JOIN_REQUESTS_OF_A_DAY, a_day_ago, lock
from networks.record.models import Affiliation, Membership, Network, Organisation, Role, User
from networks.record.permissions import Permission, can, networks_where

SIGNER = Signer(salt="networks.invitation")  # when it expires, and whether it was revoked, the row says
MOST_OPEN = 300  # of a network: an account that was stolen must not become a sender of spam
ASK_AGAIN_AFTER = timedelta(days=30)
# A stranger may be invited by several networks, or once more when a mail was lost; they are not to be flooded.
MAILS_OF_A_NETWORK = Limit("invitations of a network", most=600, seconds=60 * 60 * 24)
MAILS_TO_AN_ADDRESS = Limit("invitations to an address", most=5, seconds=60 * 60 * 24)


def token_of(invitation: Invitation) -> str:
    return SIGNER.sign(str(invitation.pk))


def invitation_of(token: str) -> Invitation | None:
    """Return the invitation of a token that we made; None if it is none of ours.

    None too if the invitation was taken, revoked or has expired, or whoever sent it may no longer invite.
    """
    try:
        pk = SIGNER.unsign(token)
    except BadSignature:
        return None
    invitation = Invitation.objects.in_force().select_related("network", "organisation", "by").filter(pk=pk).first()
    if invitation is None or not can(invitation.by, Permission.RUN, invitation.network):
        return None
    return invitation


def holder_of(email: str) -> User | None:
    """Return the person who has verified that the address is theirs, or None."""
    address = EmailAddress.objects.filter(email__iexact=email, verified=True).select_related("user").first()
    return address.user if address else None


def has_role(network: Network, emails: Iterable[str]) -> set[str]:
    """Return those of the addresses, in lower case, whose holders have a role in the network already."""
    members = EmailAddress.objects.filter(
        email__in=[email.lower() for email in emails], verified=True, user__memberships__network=network
    )
    return {email.lower() for email in members.values_list("email", flat=True)}


@transaction.atomic
def invite(
    emails: Iterable[str],
    *,
    network: Network,
    role: Role,
    organisation: Organisation | None,
    language: str,
    by: User,
) -> list[Invitation]:
    """Invite each address; one that waits already is sent its invitation again, with what was chosen now.

    Raises ValidationError, and invites nobody, if the network is closed, if too many would be open or are sent in a
    day, or if the organisation does not belong to the network.
    """
    _hold_belonging(network, organisation)
    if Network.objects.select_for_update(of=("self",), no_key=True).get(pk=network.pk).is_closed:
        raise ValidationError(_("This network is closed: nobody can join any more."))
    emails = {email.lower() for email in emails}
    waiting = Invitation.objects.open().filter(network=network).exclude(email__in=emails).count()
    if waiting + len(emails) > MOST_OPEN:
        raise ValidationError(
            _("A network can have at most %(most)s open invitations. Withdraw some that nobody has answered.")
            % {"most": MOST_OPEN}
        )
    _refuse_a_flood(network, emails)
    chosen: dict[str, object] = {
        "role": role,
        "organisation": organisation,
        "language": language,
        "by": by,
        "expires_at": now() + VALID_FOR,
    }
    return [_invite(email, network, chosen) for email in sorted(emails)]


def _hold_belonging(network: Network, organisation: Organisation | None) -> None:
    """Lock the affiliation, if a place is given through one, so that it lasts until this transaction ends.

    Whoever gives a place locks that first. Raises ValidationError if the organisation does not belong to the network.
    """
    belongs = Affiliation.objects.select_for_update(of=("self",), no_key=True).filter(network=network, ended_on=None)
    if organisation is not None and not belongs.filter(organisation=organisation):
        text = _("%(organisation)s does not belong to the network any more. Choose another one, or none.")
        raise ValidationError({"organisation": text % {"organisation": organisation}})


def _refuse_a_flood(network: Network, emails: set[str]) -> None:
    if not MAILS_OF_A_NETWORK.has_room(str(network.pk), len(emails)):
        raise ValidationError(
            _("This network has sent a great many invitations today. Send these tomorrow."), code="too_many"
        )
    flooded = sorted(email for email in emails if not MAILS_TO_AN_ADDRESS.has_room(email))
    if flooded:
        shown = ", ".join(flooded[:5])
        text = _("These addresses were invited several times today: %(addresses)s. Leave them out until tomorrow.")
        raise ValidationError(text % {"addresses": shown}, code="too_many")


def _invite(email: str, network: Network, chosen: dict[str, object]) -> Invitation:
    invitation = Invitation.objects.open().filter(network=network, email=email).first()
    invitation = invitation or Invitation(network=network, email=email)
    for name, value in chosen.items():
        setattr(invitation, name, value)
    invitation.save()
    _mail(invitation)
    return invitation


def send_again(invitation: Invitation, *, by: User) -> None:
    """Send the invitation with a new term, unless it was taken or revoked. Raises ValidationError like `invite`."""
    with transaction.atomic():
        row = Invitation.objects.open().select_for_update(of=("self",)).filter(pk=invitation.pk).first()
        if row is not None:
            _refuse_a_flood(row.network, {row.email})
            row.expires_at, row.by = now() + VALID_FOR, by
            row.save(update_fields=["expires_at", "by"])
            _mail(row)


def revoke(invitation: Invitation) -> None:
    Invitation.objects.open().filter(pk=invitation.pk).update(revoked_at=now(), email="")


def _mail(invitation: Invitation) -> None:
    with translation.override(invitation.language):
        path = reverse("networks:invitation", query={"token": token_of(invitation)})
    context = {"invitation": invitation, "by": one_line(str(invitation.by)), "url": absolute_url(path)}
    invitation.letter = write_letter("invitation", context, to=invitation.email, language=invitation.language)
    invitation.save(update_fields=["letter"])
    post(invitation.letter)


@transaction.atomic
def take(invitation: Invitation, *, user: User) -> None:
    """Give the invitation's role to the person; whoever has one in the network already keeps it.

    If the organisation that it names has left the network meanwhile, they take part as a person. Raises ValidationError
    if it was taken or revoked meanwhile.
    """
    list(Affiliation.objects.select_for_update(of=("self",), no_key=True).filter(**_through_what(invitation)))
    row = Invitation.objects.in_force().select_for_update(of=("self",)).filter(pk=invitation.pk).first()
    if row is None:
        raise ValidationError(_("This invitation was answered or withdrawn meanwhile."))
    row.taken_at, row.taken_by, row.email = now(), user, ""
    row.save(update_fields=["taken_at", "taken_by", "email"])
    _give_role(row.network, user, Role(row.role), row.organisation)
    JoinRequest.objects.waiting().filter(network=row.network, user=user).update(
        answered_at=now(), answered_by=row.by, is_accepted=True
    )


def _through_what(invitation: Invitation) -> dict[str, object]:
    return {"network": invitation.network_id, "organisation": invitation.organisation_id or 0, "ended_on": None}


def _give_role(network: Network, user: User, role: Role, organisation: Organisation | None) -> None:
    Membership.objects.get_or_create(network=network, user=user, defaults={"role": role, "organisation": organisation})


@transaction.atomic
def sign_up(invitation: Invitation, *, name: str, password: str) -> User:
    """Make an account for the address of the invitation, which is verified by it, and give it the role.

    An account that somebody opened for this address and never verified becomes theirs: its password is replaced, so
    that whoever opened it is out. Raises ValidationError for a weak password, or if there is nothing to take.
    """
    user = User.objects.select_for_update().filter(email__iexact=invitation.email).first()
    if user and EmailAddress.objects.filter(user=user, verified=True).exists():
        raise ValidationError(_("There is already an account with this address. Sign in with it."))
    user = user or User(email=invitation.email.lower())
    user.name, user.language = name, invitation.language
    validate_password(password, user)
    user.set_password(password)
    user.save()
    EmailAddress.objects.filter(Q(user=user) | Q(email__iexact=user.email)).delete()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    take(invitation, user=user)
    return user


def networks_to_ask(user: User) -> QuerySet[Network]:
    """Return open networks where the person has no role, nothing waits, and no refusal is so fresh that it stands."""
    fresh = Q(answered_at=None) | Q(answered_at__gt=now() - ASK_AGAIN_AFTER, is_accepted=False)
    asked = JoinRequest.objects.filter(fresh, user=user).values("network")
    own = networks_where(user, Permission.READ).values("pk")
    return Network.objects.filter(closed_on=None).exclude(pk__in=own).exclude(pk__in=asked)


def may_ask(user: User, network: Network) -> bool:
    return networks_to_ask(user).contains(network)


@transaction.atomic
def ask_to_join(network: Network, *, user: User, message: str) -> JoinRequest:
    """Store the request, and tell the secretariat by mail, or the admins where there is none.

    Raises ValidationError if the person asked very many networks today.
    """
    lock(user)
    JOIN_REQUESTS_OF_A_DAY.refuse_more(JoinRequest.objects.filter(user=user, created_at__gt=a_day_ago()))
    request = JoinRequest.objects.create(network=network, user=user, message=message)
    for each in answering_for(network):
        with translation.override(each.language):
            path = reverse("networks:desk", args=[network.slug])
        context = {
            "request": request,
            "asker": one_line(user.name),
            "name": one_line(each.get_short_name()),
            "url": absolute_url(path),
        }
        letter = write_letter(
            "join_request",
            context,
            to=each.email,
            language=each.language,
            rule=ANSWERS,
            about=network.pk,
            about_person=user,
        )
        post(letter)
    return request


def secretariat_of(network: Network) -> QuerySet[User]:
    return User.objects.filter(
        memberships__network=network, memberships__role=Role.SECRETARIAT, is_active=True
    ).order_by("pk")


@transaction.atomic
def answer(request: JoinRequest, *, role: Role | None, organisation: Organisation | None, by: User) -> bool:
    """Accept with that role, or decline with None, and tell the person, unless they are suspended.

    Return False if somebody answered already. Raises ValidationError, and changes nothing, if the organisation does not
    belong to the network.
    """
    _hold_belonging(request.network, organisation)
    waiting = JoinRequest.objects.waiting().filter(pk=request.pk)
    if not waiting.update(answered_at=now(), answered_by=by, is_accepted=role is not None):
        return False
    if role is not None:
        _give_role(request.network, request.user, role, organisation)
    with translation.override(request.user.language):
        path = request.network.get_absolute_url()
    name = one_line(request.user.get_short_name())
    context = {"request": request, "name": name, "is_accepted": role is not None, "url": absolute_url(path)}
    letter = write_letter("join_answer", context, to=request.user.email, language=request.user.language)
    post(letter)
    return True
