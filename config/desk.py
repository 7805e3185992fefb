"""The desk of the platform's admins: what there is, what waits, who did what."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import connection
from django.db.models import Count, Q
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_celery_beat.models import PeriodicTask

from config.audit import Asked, lines_of, page_of
from config.celery import TICK_KEY, app
from config.desk_forms import AuditForm, EventsForm, PeopleForm
from digests.models import Digest
from lessons.models import Lesson, Photo
from networks.actions import set_active, set_admin
from networks.http import MemberRequest, render_fragment
from networks.models import (
    JoinRequest,
    Letter,
    Membership,
    Network,
    Organisation,
    OrganisationImport,
    Role,
    SignIn,
    TaskFailure,
    User,
)
from networks.tables import csv_lines

PER_PAGE = 50
LARGEST = """
    SELECT relname, pg_total_relation_size(relid) AS size
    FROM pg_statio_user_tables ORDER BY size DESC LIMIT 8
"""
HEADINGS = ["at", "person", "kind", "table", "row", "said"]


def for_admins(view: Callable[..., Any]) -> Callable[..., Any]:
    """403 for everybody else: that there is such a desk is no secret."""

    @wraps(view)
    def guarded(request: MemberRequest, *args: Any, **options: Any) -> Any:
        if not request.user.is_admin:
            raise PermissionDenied
        return view(request, *args, **options)

    return guarded


@require_safe
@for_admins
def desk(request: MemberRequest) -> HttpResponse:
    people = Count("memberships", filter=Q(memberships__user__is_active=True), distinct=True)
    secretariat = Count("memberships", filter=Q(memberships__role=Role.SECRETARIAT), distinct=True)
    context = {
        "networks": Network.objects.annotate(people=people, secretariat=secretariat),
        "counts": {
            "organisations": Organisation.objects.standing().filter(closed_on=None).count(),
            "people": User.objects.filter(is_active=True).count(),
            "lessons": Lesson.objects.published().count(),
        },
        "waits": _waits(),
        "storage": _storage(),
    }
    return render(request, "desk/desk.html", context)


def _waits() -> dict[str, int]:
    return {
        "failures": TaskFailure.objects.filter(seen_at=None).count(),
        "letters": Letter.objects.exclude(failed_at=None).count(),
        "digests": Digest.objects.filter(state=Digest.State.FAILED).count(),
        "imports": OrganisationImport.objects.filter(state=OrganisationImport.State.BROKEN).count(),
        "requests": JoinRequest.objects.waiting().count(),
        "stewards": Lesson.objects.without_active_steward().count(),
    }


def _storage() -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        [whole] = cursor.fetchone()
        cursor.execute(LARGEST)
        largest = cursor.fetchall()
    return {"whole": whole, "largest": largest, "photographs": Photo.objects.count()}


@require_safe
@for_admins
def people(request: MemberRequest) -> HttpResponse:
    form = PeopleForm(request.GET)
    found = form.narrow(User.objects.filter(closed_at=None)).prefetch_related("memberships__network")
    page = Paginator(found.order_by("name", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    return render_fragment(request, "desk/people.html", "results", {"form": form, "page": page})


ACTIONS: dict[str, Callable[[User], None]] = {
    "admin": lambda user: set_admin(user, is_admin=True),
    "no_admin": lambda user: set_admin(user, is_admin=False),
    "activate": lambda user: set_active(user, is_active=True),
    "deactivate": lambda user: set_active(user, is_active=False),
}


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def person(request: MemberRequest, pk: int) -> HttpResponse:
    """What they may do here, and what is done about it by POST: `then` is one of ACTIONS."""
    user = get_object_or_404(User, closed_at=None, pk=pk)
    error = ""
    if request.method == "POST":
        try:
            ACTIONS.get(request.POST.get("then", ""), _unknown)(user)
        except ValidationError as refusal:
            error = refusal.messages[0]
        else:
            messages.success(request, _("Done."))
            return redirect("desk_person", user.pk)
    context = {
        "person": user,
        "error": error,
        "roles": Membership.objects.filter(user=user).select_related("network", "organisation"),
        "events": user.sign_ins.all()[:10],
    }
    return render(request, "desk/person.html", context, status=422 if error else 200)


def _unknown(user: User) -> None:
    raise ValidationError(_("Choose what to do."))


@require_safe
@for_admins
def audit(request: MemberRequest) -> HttpResponse:
    form = AuditForm(request.GET)
    asked = form.asked
    entries, onwards = page_of(asked) if asked else ([], None)
    context = {"form": form, "entries": entries, "onwards": onwards}
    return render_fragment(request, "desk/audit.html", "results", context)


@require_safe
@for_admins
def audit_export(request: MemberRequest) -> StreamingHttpResponse:
    """What the log shows under the same filters, all pages of it."""
    lines = csv_lines(HEADINGS, lines_of(AuditForm(request.GET).asked or Asked(table="-")))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{_("audit-log")}.csv"'
    return response


@require_safe
@for_admins
def sign_ins(request: MemberRequest) -> HttpResponse:
    form = EventsForm(request.GET)
    found = form.narrow(SignIn.objects.select_related("user"))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "desk/sign_ins.html", {"form": form, "page": page})


@require_safe
@for_admins
def tasks(request: MemberRequest) -> HttpResponse:
    failures = Paginator(TaskFailure.objects.all(), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "schedule": PeriodicTask.objects.filter(enabled=True).order_by("name"),
        "tick": cache.get(TICK_KEY),
        "now": now(),
        "waiting": _waiting(),
        "page": failures,
    }
    return render(request, "desk/tasks.html", context)


def _waiting() -> int:
    """How many tasks stand in the queue."""
    with app.connection_for_read() as broker:
        return int(broker.default_channel.client.llen(app.conf.task_default_queue))


@require_POST
@for_admins
def failures_seen(request: MemberRequest) -> HttpResponse:
    TaskFailure.objects.filter(seen_at=None).update(seen_at=now())
    messages.success(request, _("They are marked as seen."))
    return redirect("desk_tasks")
