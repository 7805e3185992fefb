from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from base.pagination import page_of
from base.rescued_forms import keeps_words, typed_at
from lessons.assessments.forms import KINDS, AtPlaceForm, PlacesForm, kind_asked
from lessons.experience.exchange import activity_of, exchange_for
from lessons.experience.strength import Cards
from lessons.frame.models import Finding
from lessons.library.queries import written_about
from lessons.pages.history import history_of
from lessons.pictures.course import courses_of
from lessons.pictures.ties import Ties
from lessons.record.models import Lesson
from networks.joining.actions import may_ask, secretariat_of
from networks.joining.views.taking_part import where_to_ask
from networks.models import Network, NetworkFact, NetworkRelation, Published, User
from networks.record.http import MemberRequest, VisitorRequest, kept_for_visitors
from networks.record.permissions import Permission, Visitor, can, get_network, may_anywhere


@login_not_required
@kept_for_visitors
@require_safe
def network_list(request: VisitorRequest) -> HttpResponse:
    """Show all networks, or those at one place of a theme: `?theme=T1&place=3`."""
    asked = AtPlaceForm(request.GET)
    networks = asked.narrow(Network.objects.select_related("sector"))
    page = page_of(request, networks)
    context = {"asked": asked, "page": page, "rows": activity_of(page.object_list, request.user)}
    return render(request, "lessons/pages/networks.html", context)


@login_not_required
@kept_for_visitors
@require_safe
def network_detail(request: VisitorRequest, slug: str) -> HttpResponse:
    network = get_object_or_404(Network.objects.select_related("sector"), slug=slug)
    activity = activity_of([network], request.user)[0][1]
    lessons = Lesson.objects.readable_by(request.user).published().filter(network=network).newest_first()
    may_read = can(request.user, Permission.READ, network)
    context = {
        "network": network,
        "facts": _facts(network),
        "published": Published.of(network),
        "page": page_of(request, Cards(lessons, activity.tally.total)),
        "activity": activity,
        "exchange": exchange_for(network, request.user),
        "written": written_about(network),
        "may_read": may_read,
        "lacks_secretariat": may_read and not network.is_closed and not secretariat_of(network).exists(),
        "may_write": can(request.user, Permission.WRITE, network),
        "may_run": can(request.user, Permission.RUN, network),
        "ask": where_to_ask(request.user, network) if _may_ask(request.user, network) else "",
        "may_assess": can(request.user, Permission.PUBLISH, network),
    }
    return render(request, "lessons/pages/network.html", context)


def _may_ask(user: Visitor, network: Network) -> bool:
    return not isinstance(user, User) or may_ask(user, network)


def _facts(network: Network) -> list[tuple[str, str]]:
    """Return each topic with its text; an empty text means that nobody has verified it yet."""
    texts = {fact.topic: fact.text for fact in network.facts.all()}
    topics = NetworkFact.Topic
    always = [(str(topic.label), texts.get(topic, "")) for topic in (topics.SINCE, topics.MEMBERS, topics.LEAD)]
    return always + ([(str(topics.NOTE.label), texts[topics.NOTE])] if topics.NOTE in texts else [])


@keeps_words
@require_http_methods(["GET", "HEAD", "POST"])
def place(request: MemberRequest, slug: str) -> HttpResponse:
    """Ask where the network says it stands. Everybody may know of this page, so who may not use it gets a 403."""
    network = get_network(request.user, slug, Permission.PUBLISH)
    typed = typed_at(request)
    kind = kind_asked(request.GET.get("kind") or (typed.get("kind") if typed else None))
    form = PlacesForm(typed, network=network, kind=kind)
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "network": network, "kind": kind, "kinds": KINDS}
        return render(request, "lessons/pages/place.html", context, status=422 if request.method == "POST" else 200)
    form.save_as(request.user)
    messages.success(request, _("Your network's positions are saved."))
    if kind == Finding.Kind.EMERGING_THEME:
        return redirect(network)
    return redirect(reverse("networks:course", args=[network.slug], query={"kind": kind}))


@login_not_required
@kept_for_visitors
@require_safe
def course(request: VisitorRequest, slug: str) -> HttpResponse:
    """Show where it stood over time, and among the others, by `?kind=`. Only its people see who said it."""
    network = get_object_or_404(Network, slug=slug)
    kind = kind_asked(request.GET.get("kind"))
    courses = courses_of(network, kind)
    context = {
        "network": network,
        "kind": kind,
        "kinds": KINDS,
        "courses": courses,
        "told": sum(bool(course.answers) for course in courses),
        "moved": sum(course.moved for course in courses),
        "may_assess": can(request.user, Permission.PUBLISH, network),
        "knows_who": can(request.user, Permission.READ, network),
    }
    return render(request, "lessons/pages/course.html", context)


@login_not_required
@kept_for_visitors
@require_safe
def history(request: VisitorRequest, slug: str) -> HttpResponse:
    network = get_object_or_404(Network, slug=slug)
    takes_part = may_anywhere(request.user, Permission.READ)
    years = history_of(network, Lesson.objects.readable_by(request.user), with_members=takes_part)
    return render(request, "lessons/pages/history.html", {"network": network, "years": years})


@login_not_required
@kept_for_visitors
@require_safe
def ties(request: VisitorRequest) -> HttpResponse:
    context = {"ties": Ties.drawn(), "kinds": NetworkRelation.Kind.choices}
    return render(request, "lessons/pages/ties.html", context)
