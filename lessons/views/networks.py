from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from lessons.models import Lesson
from lessons.views.lessons import PER_PAGE
from networks.http import VisitorRequest
from networks.models import Network, NetworkFact


@login_not_required
@require_safe
def network_list(request: VisitorRequest) -> HttpResponse:
    return render(request, "networks/list.html", {"networks": Network.objects.select_related("sector")})


@login_not_required
@require_safe
def network_detail(request: VisitorRequest, slug: str) -> HttpResponse:
    network = get_object_or_404(Network.objects.select_related("sector"), slug=slug)
    lessons = Lesson.objects.readable_by(request.user).published().filter(network=network)
    page = Paginator(lessons.newest_first().for_cards(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "networks/detail.html", {"network": network, "facts": _facts(network), "page": page})


def _facts(network: Network) -> list[tuple[str, str]]:
    """Each topic with its text; an empty text means that nobody has verified it yet."""
    known = {fact.topic: fact.text for fact in network.facts.all()}
    topics = NetworkFact.Topic
    always = [(str(topic.label), known.get(topic, "")) for topic in (topics.SINCE, topics.MEMBERS, topics.LEAD)]
    return always + ([(str(topics.NOTE.label), known[topics.NOTE])] if topics.NOTE in known else [])
