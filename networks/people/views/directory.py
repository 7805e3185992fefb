from django.db.models import Prefetch
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from base.alphabet import Alphabetical
from base.pagination import page_of
from networks.people.forms import PeopleForm
from networks.people.queries import people_seen_by, with_visible_contacts
from networks.record.http import MemberRequest, render_fragment
from networks.record.models import Membership
from networks.record.permissions import Permission, may_anywhere

PER_PAGE = 50


@require_safe
def directory(request: MemberRequest) -> HttpResponse:
    """List people whom one can ask."""
    form = PeopleForm(request.GET)
    roles = Membership.objects.select_related("network", "organisation").order_by("network")
    found = form.narrow(people_seen_by(request.user)).prefetch_related(Prefetch("memberships", roles, to_attr="roles"))
    page = page_of(request, found.order_by(Alphabetical("name"), "pk"), PER_PAGE)
    context = {
        "form": form,
        "page": page,
        "people": with_visible_contacts(request.user, list(page.object_list)),
        "takes_part": may_anywhere(request.user, Permission.READ),
    }
    return render_fragment(request, "networks/people/directory.html", "results", context)
