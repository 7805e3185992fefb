from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from lessons import actions
from lessons.filters import LessonFilter
from lessons.forms import LessonForm
from lessons.models import Lesson
from lessons.permissions import get_lesson, may
from networks.http import MemberRequest, VisitorRequest, render_fragment
from networks.permissions import Permission, networks_where

PER_PAGE = 20


@login_not_required
@require_safe
def lesson_list(request: VisitorRequest) -> HttpResponse:
    readable = Lesson.objects.readable_by(request.user)
    chosen = LessonFilter(request.GET, queryset=readable.for_cards())
    found = chosen.qs if chosen.is_valid() else readable.none()
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"filter": chosen, "page": page}
    return render_fragment(request, "lessons/list.html", "results", context)


@login_not_required
@require_safe
def lesson_detail(request: VisitorRequest, pk: int) -> HttpResponse:
    lesson = get_lesson(request.user, pk, Permission.READ)
    return render(request, "lessons/detail.html", _detail(request, lesson))


def _detail(request: VisitorRequest | MemberRequest, lesson: Lesson) -> dict[str, object]:
    may_publish = may(request.user, Permission.PUBLISH, lesson)
    return {
        "lesson": lesson,
        "stances": lesson.stances.select_related("finding"),
        "may_edit": may_publish or may(request.user, Permission.WRITE, lesson),
        "may_publish": may_publish and not lesson.is_published,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def lesson_new(request: MemberRequest) -> HttpResponse:
    if not networks_where(request.user, Permission.WRITE).exists():
        raise PermissionDenied
    return _edit(request, Lesson())


@require_http_methods(["GET", "HEAD", "POST"])
def lesson_edit(request: MemberRequest, pk: int) -> HttpResponse:
    return _edit(request, get_lesson(request.user, pk, Permission.WRITE))


def _edit(request: MemberRequest, lesson: Lesson) -> HttpResponse:
    form = LessonForm(request.POST if request.method == "POST" else None, instance=lesson, user=request.user)
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "lessons/form.html", _form(request, form), status=status)
    saved = form.save_as(request.user)
    if form.wants_to_publish and may(request.user, Permission.PUBLISH, saved):
        actions.publish(saved, by=request.user)
    messages.success(request, _("Published.") if saved.is_published else _("Draft saved."))
    return redirect(saved)


def _form(request: MemberRequest, form: LessonForm) -> dict[str, object]:
    lesson = form.instance
    if lesson.pk:
        return {"form": form, "lesson": lesson, "may_publish": may(request.user, Permission.PUBLISH, lesson)}
    return {"form": form, "may_publish": networks_where(request.user, Permission.PUBLISH).exists()}


@require_POST
def publish(request: MemberRequest, pk: int) -> HttpResponse:
    lesson = get_lesson(request.user, pk, Permission.PUBLISH)
    try:
        actions.publish(lesson, by=request.user)
    except ValidationError as error:
        missing = ", ".join(
            str(Lesson._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
            for name in error.message_dict
        )
        messages.error(request, _("Before it can be published it must say: %(missing)s.") % {"missing": missing})
        edit = reverse("lessons:edit", args=[lesson.pk])
        return HttpResponseClientRedirect(edit) if request.htmx else redirect(edit)
    if request.htmx:
        return render_fragment(request, "lessons/detail.html", "status", _detail(request, lesson))
    messages.success(request, _("Published."))
    return redirect(lesson)
