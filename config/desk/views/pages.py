"""These are the pages of the desk. Who is no admin gets a 403: that there is a desk is no secret."""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, TypeVar, cast

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, SuspiciousOperation, ValidationError
from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localtime, now
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from base.alphabet import Alphabetical
from base.pagination import page_of
from base.tables.files import stream_csv
from config.backup import snapshot
from config.backup.state import guard
from config.desk import machine
from config.desk.audit import Asked, Found, newest
from config.desk.entries import Entry, entries
from config.desk.forms import AuditForm, PeopleForm, SignInForm
from config.desk.waiting import waiting
from config.pages.views import last_tick
from digests.models import Digest
from lessons.models import Lesson, LessonImport
from networks.models import (
    JoinRequest,
    Letter,
    Membership,
    Network,
    Organisation,
    OrganisationImport,
    RefusedMail,
    Role,
    TaskFailure,
    User,
)
from networks.organisations.actions import set_admin
from networks.record.http import MemberRequest, render_fragment

PER_PAGE = 50
PER_BATCH = 500
SHOWN = 20

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def for_admins(view: View) -> View:
    @wraps(view)
    def checked(request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_admin:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return cast("View", checked)


def _many(rows: "QuerySet[Any]") -> Coalesce:
    """Return the expression that counts the rows of a network."""
    of_it = rows.filter(network=OuterRef("pk")).order_by().values("network")
    return Coalesce(Subquery(of_it.annotate(many=Count("pk")).values("many")), 0)


@require_safe
@for_admins
def desk(request: MemberRequest) -> HttpResponse:
    networks = Network.objects.annotate(
        people=_many(Membership.objects.filter(user__is_active=True)),
        run_by=_many(Membership.objects.filter(user__is_active=True, role=Role.SECRETARIAT)),
        asked=_many(JoinRequest.objects.waiting()),
        told=_many(Lesson.objects.published()),
    )
    people = User.objects.aggregate(open=Count("pk", filter=Q(is_active=True)), admins=Count("pk", filter=ADMINS))
    context = {
        "waiting": waiting(),
        "networks": networks,
        "people": people,
        "organisations": Organisation.objects.standing().count(),
        "doubles": Organisation.objects.doubles()[:SHOWN],
        "size": snapshot.size_of_database(),
        "nobody_answers_for_data": not (settings.OPERATOR_NAME or settings.EMBEDDED),
    }
    return render(request, "desk/desk.html", context)


ADMINS = Q(is_active=True, is_admin=True)


@require_safe
@for_admins
def people(request: MemberRequest) -> HttpResponse:
    form = PeopleForm(request.GET)
    roles = Prefetch("memberships", Membership.objects.select_related("network").order_by("network"))
    found = form.found().prefetch_related(roles).order_by(Alphabetical("name"), "pk")
    page = page_of(request, found, PER_PAGE)
    return render_fragment(request, "desk/people.html", "results", {"form": form, "page": page})


ACCESS: dict[str, Callable[[User], None]] = {
    "make_admin": lambda person: set_admin(person, is_admin=True),
    "unmake_admin": lambda person: set_admin(person, is_admin=False),
}


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def person(request: MemberRequest, pk: int) -> HttpResponse:
    """Show one person's access; `change` by POST says what of it changes: see ACCESS."""
    person = get_object_or_404(User, pk=pk, closed_at=None)
    refused = ""
    if request.method == "POST":
        try:
            _change_access(person, request.POST.get("change", ""), by=request.user)
        except ValidationError as error:
            refused = error.messages[0]
        else:
            messages.success(request, _("Saved. It is in the audit log."))
            return redirect("desk_person", pk)
    kept = Lesson.objects.filter(steward=person, network=OuterRef("network")).order_by().values("steward")
    roles = person.memberships.select_related("network", "organisation").annotate(
        keeps=Coalesce(Subquery(kept.annotate(many=Count("pk")).values("many")), 0)
    )
    context = {
        "person": person,
        "roles": roles,
        "suspensions": person.suspensions.select_related("by", "lifted_by"),
        "refused": refused,
        "is_self": person == request.user,
        "refused_mail": RefusedMail.objects.filter(user=person).first(),
    }
    return render(request, "desk/person.html", context, status=422 if refused else 200)


def _change_access(person: User, change: str, *, by: User) -> None:
    if change not in ACCESS:
        raise SuspiciousOperation("no such change of access")
    if person == by:
        raise ValidationError(_("Another admin has to do this: nobody can remove their own access."))
    ACCESS[change](person)


@require_safe
@for_admins
def audit_log(request: MemberRequest) -> HttpResponse:
    form = AuditForm(request.GET)
    asked, after = form.asked(), Found.read(request.GET.get("after", ""))
    found = newest(asked, PER_PAGE + 1, after=after) if asked else []
    shown = entries(found[:PER_PAGE])
    context = {
        "form": form,
        "asked": asked,
        "entries": shown,
        "is_later": after is not None,
        "last": str(found[PER_PAGE - 1]) if len(found) > PER_PAGE else "",
    }
    return render_fragment(request, "desk/audit.html", "results", context)


@require_safe
@for_admins
def audit_export(request: MemberRequest) -> HttpResponseBase:
    """Send what the log shows under the same filters, all of it, line by line as it is read."""
    asked = AuditForm(request.GET).asked()
    headings = [_("When"), _("Who"), _("What happened"), _("What"), _("Which"), _("Changes")]
    lines = stream_csv(headings, _lines(asked, get_language()) if asked else [])
    name = _("audit-log")
    disposition = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=disposition)


def _lines(asked: Asked, language: str | None) -> Iterator[list[str]]:
    """Yield lines that are read while they are sent: the request, and its language, are over by then."""
    after: Found | None = None
    while batch := newest(asked, PER_BATCH, after=after):
        with override(language):
            lines = [_line(entry) for entry in entries(batch)]
        yield from lines
        after = batch[-1]


def _line(entry: Entry) -> list[str]:
    changes = "; ".join(f"{each.field}: {each.before or '–'} → {each.after or '–'}" for each in entry.changes)
    at = localtime(entry.at).strftime("%Y-%m-%d %H:%M:%S")
    return [at, entry.who_name, str(entry.kind.label), entry.model, entry.label, changes]


@require_safe
@for_admins
def sign_ins(request: MemberRequest) -> HttpResponse:
    form = SignInForm(request.GET)
    found = form.found().select_related("user").order_by("-at", "-pk")
    page = page_of(request, found, PER_PAGE)
    return render_fragment(request, "desk/sign_ins.html", "results", {"form": form, "page": page})


@require_safe
@for_admins
def tasks(request: MemberRequest) -> HttpResponse:
    failures = TaskFailure.objects.all() if request.GET.get("seen") else TaskFailure.objects.unseen()
    organisations = OrganisationImport.objects.in_trouble().select_related("by").light()
    imports = [*organisations[:SHOWN], *LessonImport.objects.in_trouble().light()[:SHOWN]]
    context = {
        "is_alive": machine.is_alive(),
        "last_tick": last_tick(),
        "broker": machine.broker(),
        "clockwork": machine.clockwork(),
        "failures": [(machine.task_name(each.task), each) for each in failures[:PER_PAGE]],
        "with_seen": bool(request.GET.get("seen")),
        "digests": Digest.objects.in_trouble().select_related("subscription__user")[:SHOWN],
        "letters": Letter.objects.in_trouble().defer("text", "html", "attachment").order_by("-pk")[:SHOWN],
        "imports": imports,
    }
    return render(request, "desk/tasks.html", context)


@require_POST
@for_admins
def failure_seen(request: MemberRequest, pk: int) -> HttpResponse:
    """Take the failure off the list; if it happens again, it is a new one."""
    get_object_or_404(TaskFailure, pk=pk)
    TaskFailure.objects.unseen().filter(pk=pk).update(seen_at=now())
    messages.success(request, _("Done. If it happens again, you will see it here."))
    return redirect("desk_tasks")


@require_safe
@for_admins
def storage(request: MemberRequest) -> HttpResponse:
    context = {
        "guard": guard(),
        "size": snapshot.size_of_database(),
        "tables": machine.tables(),
        "photographs": machine.photographs(),
        "broker": machine.broker(),
        "room": machine.room(),
    }
    return render(request, "desk/storage.html", context)
