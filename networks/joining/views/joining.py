"""Invitations and requests are sent, withdrawn, taken and answered here."""

from typing import Any

from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from networks.joining import actions
from networks.joining.forms import InviteForm, JoinForm, PlaceForm, WelcomeForm, organisations_of
from networks.joining.models import Invitation, JoinRequest
from networks.record.http import MemberRequest, VisitorRequest, form_page, render_fragment
from networks.record.models import Network, User
from networks.record.permissions import Permission, get_network


def open_invitations(network: Network) -> dict[str, Any]:
    """Return what the desk shows of the invitations that are open."""
    rows = Invitation.objects.open().filter(network=network).select_related("organisation", "letter", "by")
    return {"network": network, "invitations": rows}


def open_requests(network: Network) -> dict[str, Any]:
    rows = JoinRequest.objects.waiting().filter(network=network).select_related("user")
    organisations = organisations_of(network)
    asked = [(row, PlaceForm(organisations=organisations, prefix=f"request{row.pk}")) for row in rows]
    return {"network": network, "join_requests": asked}


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: MemberRequest, slug: str) -> HttpResponse:
    network = get_network(request.user, slug, Permission.RUN)
    form = InviteForm(
        request.POST if request.method == "POST" else None,
        network=network,
        organisations=organisations_of(network),
        initial={"language": request.user.language},
    )
    if form.is_bound and form.is_valid() and (sent := form.save_as(request.user)):
        _say_who_was_invited(request, sent, form.already)
        return redirect("networks:desk", network.slug)
    context = {"form": form, "network": network}
    return form_page(request, "networks/joining/invite.html", form, context)


def _say_who_was_invited(request: MemberRequest, sent: list[Invitation], already: list[str]) -> None:
    text = ngettext("%(total)s invitation is on its way.", "%(total)s invitations are on their way.", len(sent))
    messages.success(request, text % {"total": len(sent)})
    if already:
        messages.info(request, _("They already take part: %(addresses)s") % {"addresses": ", ".join(already)})


@require_POST
def invitation_again(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    network = get_network(request.user, slug, Permission.RUN)
    invitation = get_object_or_404(Invitation.objects.open(), network=network, pk=pk)
    actions.send_again(invitation, by=request.user)
    return _show_invitations(request, network, _("The invitation is on its way again."))


@require_POST
def invitation_revoke(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Withdraw an invitation. Doing it twice, or after it was taken, changes nothing and is no error."""
    network = get_network(request.user, slug, Permission.RUN)
    actions.revoke(get_object_or_404(Invitation, network=network, pk=pk))
    return _show_invitations(request, network, _("The invitation is withdrawn: its link no longer works."))


@require_POST
def request_answer(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Give the role that was chosen with `then=accept`; anything else declines."""
    network = get_network(request.user, slug, Permission.RUN)
    wish = get_object_or_404(JoinRequest.objects.select_related("user", "network"), network=network, pk=pk)
    form = PlaceForm(request.POST, organisations=organisations_of(network), prefix=f"request{wish.pk}")
    place: dict[str, Any] = {"role": None, "organisation": None}
    if request.POST.get("then") == "accept":
        if not form.is_valid():
            return _show_requests(request, network, _("Choose a role and an organisation from the list."))
        place = form.place
    try:
        done = actions.answer(wish, by=request.user, **place)
    except ValidationError as refusal:
        return _show_requests(request, network, refusal.messages[0])
    said = _("Somebody answered it before you.") if not done else _answered(wish, accepted=place["role"] is not None)
    return _show_requests(request, network, said)


def _answered(wish: JoinRequest, *, accepted: bool) -> str:
    if not wish.user.is_active:
        text = _("Answered. %(name)s is not told: the account is suspended.")
    elif accepted:
        text = _("%(name)s has joined, and will be told by e-mail.")
    else:
        text = _("%(name)s will be told by e-mail.")
    return text % {"name": wish.user}


def _show_invitations(request: MemberRequest, network: Network, said: str) -> HttpResponse:
    if request.htmx.target != "invitations":
        return _back_to_the_desk(request, network, said)
    context = open_invitations(network) | {"said": said}
    return _with_news(render_fragment(request, "networks/joining/_invitations.html", "invitations", context))


def _show_requests(request: MemberRequest, network: Network, said: str) -> HttpResponse:
    if request.htmx.target != "requests":
        return _back_to_the_desk(request, network, said)
    context = open_requests(network) | {"said": said}
    return _with_news(render_fragment(request, "networks/joining/_requests.html", "requests", context))


def _with_news(response: HttpResponse) -> HttpResponse:
    """Tell the page that other people take part or are invited: what counts them asks anew."""
    response["HX-Trigger"] = "people-changed"
    return response


def _back_to_the_desk(request: MemberRequest, network: Network, said: str) -> HttpResponse:
    messages.info(request, said)
    return redirect("networks:desk", network.slug)


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: VisitorRequest) -> HttpResponse:
    """Show where the mail's link leads. Only POST takes it: mail programs and scanners follow links by themselves."""
    invited = actions.invitation_of(request.GET.get("token", ""))
    if invited is None:
        return render(request, "networks/joining/invitation.html", {"step": "gone"}, status=410)
    holder = actions.holder_of(invited.email)
    context = {"invitation": invited, "holder": holder, "token": request.GET["token"]}
    if request.user.is_authenticated and request.user != holder:
        return render(request, "networks/joining/invitation.html", context | {"step": "other"})
    return _join(request, invited, holder, context) if holder else _welcome(request, invited, context)


def _join(request: VisitorRequest, invited: Invitation, holder: User, context: dict[str, Any]) -> HttpResponse:
    if not holder.is_active:
        return render(request, "networks/joining/invitation.html", {"step": "gone"}, status=410)
    if request.method != "POST":
        return render(request, "networks/joining/invitation.html", context | {"step": "join"})
    try:
        actions.take(invited, user=holder)
    except ValidationError:
        return render(request, "networks/joining/invitation.html", {"step": "gone"}, status=410)
    if request.user == holder:
        messages.success(request, _("Welcome: you now take part in %(network)s.") % {"network": invited.network})
        return redirect("networks:first_steps")
    return render(request, "networks/joining/invitation.html", context | {"step": "joined"})


def _welcome(request: VisitorRequest, invited: Invitation, context: dict[str, Any]) -> HttpResponse:
    form = WelcomeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            user = actions.sign_up(invited, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error("password", refusal)
        except IntegrityError:
            form.add_error(None, _("Somebody has just created an account with this address. Open the link again."))
        else:
            return _first_steps(request, invited, user)
    return form_page(request, "networks/joining/invitation.html", form, context | {"step": "welcome", "form": form})


def _first_steps(request: VisitorRequest, invited: Invitation, user: User) -> HttpResponse:
    with override(user.language):
        answer: HttpResponse = perform_login(request, user, redirect_url=reverse("networks:first_steps"))
        messages.success(request, _("Welcome: you now take part in %(network)s.") % {"network": invited.network})
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: MemberRequest, slug: str) -> HttpResponse:
    network = get_object_or_404(Network, slug=slug)
    if not actions.may_ask(request.user, network):
        return _cannot_ask(request, network)
    form = JoinForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and form.save_as(request.user, network):
        messages.success(request, _("The secretariat has your request, and will answer you by e-mail."))
        return redirect(network)
    context = {"form": form, "network": network}
    return form_page(request, "networks/joining/join.html", form, context)


def _cannot_ask(request: MemberRequest, network: Network) -> HttpResponse:
    waits = JoinRequest.objects.waiting().filter(network=network, user=request.user).exists()
    if network.is_closed:
        messages.info(request, _("This network is closed: nobody can join any more."))
    elif waits:
        messages.info(request, _("The secretariat already has your request, and will answer you by e-mail."))
    else:
        messages.info(request, _("You already take part in this network, or asked a short while ago."))
    return redirect(network)
