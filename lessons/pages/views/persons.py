from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from base.pagination import page_of
from lessons.experience.strength import for_cards
from lessons.record.models import Lesson
from networks.people.queries import people_seen_by, with_visible_contacts
from networks.record.http import MemberRequest


@require_safe
def person(request: MemberRequest, pk: int) -> HttpResponse:
    """Show what a person can be asked, and the lessons that bear their name. A person whom one may not see is a 404."""
    visible = get_object_or_404(people_seen_by(request.user), pk=pk)
    [who] = with_visible_contacts(request.user, [visible])
    lessons = Lesson.objects.readable_by(request.user).named_to(request.user).published().filter(author=who)
    context = {
        "person": who,
        "roles": who.memberships.select_related("network", "organisation"),
        "page": page_of(request, for_cards(lessons.newest_first())),
    }
    return render(request, "lessons/pages/person.html", context)
