from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from base.reading.kept_lists import KeptLists
from lessons.consent.actions import Piece, pieces_of
from lessons.consent.audience import audience_of
from lessons.experience.permissions import may_speak
from lessons.experience.queries import voices_of
from lessons.exports.formats import FORMATS
from lessons.feeds.atom import query_of_feed
from lessons.feeds.linked_data import linked_data
from lessons.meaning.embedding import is_on
from lessons.pages.hanging import hanging_for, hanging_on, stances_of
from lessons.pages.sharing import sharing_of
from lessons.record.derived_title import has_derived_title
from lessons.record.models import Lesson, State
from lessons.record.only_for import annotate_narrow_audience_of
from lessons.record.permissions import answers_for_unnamed, get_lesson, is_author_or_steward, may
from lessons.relations.actions import first_linked
from lessons.relations.mentions import mentioned_in, titles_for
from lessons.review import actions
from lessons.search.filters import LessonFilter
from lessons.search.pages import page_of_lessons, unless_late
from lessons.sources.actions import dead_since
from lessons.texts.sources import cited
from lessons.translations.actions import in_language, other_languages, read_in, translations_of
from lessons.unanswered.actions import note_if_unanswered
from lessons.verification.queries import last_verified, successor_of
from networks.models import User
from networks.record.http import MemberRequest, VisitorRequest, kept_for_visitors, render_fragment
from networks.record.permissions import Permission, Visitor

CHOSEN = Lesson.Visibility.CHOSEN_NETWORKS


@login_not_required
@kept_for_visitors
@require_safe
def lesson_list(request: VisitorRequest) -> HttpResponse:
    readable = Lesson.objects.readable_by(request.user)
    chosen = LessonFilter(request.GET, queryset=readable, reader=request.user)
    page = page_of_lessons(request, chosen)
    total = page.paginator.count if chosen.total is None else chosen.total
    note_if_unanswered(request, chosen, page.object_list)
    context = {
        "filter": chosen,
        "page": page,
        "total": total,
        "take_along": FORMATS,
        "feed_query": query_of_feed(chosen),
    }
    response = render_fragment(request, "lessons/pages/list.html", "results", context)
    return unless_late(response, chosen)


@login_not_required
@kept_for_visitors
@require_safe
def lesson_detail(request: VisitorRequest, pk: int) -> HttpResponse:
    lesson = get_lesson(request.user, pk, Permission.READ, hanging_for)
    return render(request, "lessons/pages/lesson.html", lesson_page(request, lesson))


def lesson_page(request: VisitorRequest | MemberRequest, lesson: Lesson) -> dict[str, object]:
    """Return what the page of a lesson shows, for all views that answer with it or with a part of it."""
    may_publish = may(request.user, Permission.PUBLISH, lesson)
    may_publish = may_publish and not lesson.is_published
    may_edit = may(request.user, Permission.WRITE, lesson)
    hanging, lists, language = hanging_on(lesson, request.user), KeptLists(), get_language() or ""
    translations, stances = translations_of(lesson), stances_of(lesson, hanging, lists)
    read_in(lesson, request.GET.get("lang") or language, translations)
    annotate_narrow_audience_of(lesson, filter(None, [getattr(lesson, "photo", None)]))
    linked = _linked(lesson, request.user, language) if hanging["links"] or lesson.superseded_by_id else []
    return {
        "lesson": lesson,
        "translations": translations,
        "into": other_languages(lesson),
        "translated": {translation.language for translation in translations},
        "stances": stances,
        "titles": titles_for(lesson, request.user),
        "mentioned_in": mentioned_in(lesson, request.user) if hanging["mentions"] else [],
        "sources": cited(lesson.sources, dead_since(lesson)),
        "file_count": hanging["files"],
        "linked": linked,
        "has_similar": is_on() and lesson.is_standing,
        "voices": voices_of(
            lesson, request.user, hanging["voices"], lesson.used, every=request.GET.get("voices") == "all"
        ),
        "comments": hanging["comments"],
        "may_speak": may_speak(request.user, lesson),
        "may_hand_in": not lesson.is_published and is_author_or_steward(request.user, lesson),
        "returned": actions.why_returned(lesson) if may_edit and lesson.state == State.DRAFT else None,
        "may_edit": may_edit,
        "title_is_derived": may_edit and has_derived_title(lesson),
        "may_publish": may_publish,
        "audience": audience_of(lesson, lesson.shared_with.all()) if may_publish else None,
        "shared_with": lesson.shared_with.all() if lesson.visibility == CHOSEN else (),
        "may_answer": lesson.is_in_force and (may_edit or answers_for_unnamed(request.user, lesson)),
        "verified": last_verified(lesson, request.user) if hanging["verifications"] else None,
        "successor": successor_of(lesson, request.user),
        "mine": _mine_that_stays(request, lesson) if hanging["apart"] else [],
        "sharing": sharing_of(lesson),
        "linked_data": linked_data(lesson, request.user, [stance.finding for stance in stances]),
    }


def _linked(lesson: Lesson, reader: Visitor, language: str) -> list[Lesson]:
    return in_language(first_linked(lesson, reader), language, reader)


def _mine_that_stays(request: VisitorRequest | MemberRequest, lesson: Lesson) -> list[Piece]:
    if not lesson.is_published or not isinstance(request.user, User):
        return []
    return pieces_of(lesson, request.user)


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
        return render_fragment(request, "lessons/pages/lesson.html", "status", lesson_page(request, lesson))
    messages.success(request, _("Published."))
    return redirect(lesson)
