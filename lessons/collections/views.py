"""Collections are made, arranged, read, and shared by a link."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from base.pagination import page_of
from lessons.collections import actions
from lessons.collections.forms import CollectForm, CollectionForm, NoteForm
from lessons.collections.models import Collection
from lessons.collections.permissions import get_collection, may_curate
from lessons.collections.queries import entries_of, readable
from lessons.conversation.permissions import may_talk
from lessons.record.permissions import get_published
from lessons.texts.sources import cited
from lessons.translations.actions import in_language
from networks.mail.letters import absolute_url
from networks.models import User
from networks.record.http import MemberRequest, VisitorRequest, form_page, kept_for_visitors


@login_not_required
@kept_for_visitors
@require_safe
def collection_list(request: VisitorRequest) -> HttpResponse:
    collections = Collection.objects.readable_by(request.user).select_related("network", "by").with_number(request.user)
    mine = collections.filter(by=request.user) if isinstance(request.user, User) else collections.none()
    others = collections.exclude(by=request.user) if isinstance(request.user, User) else collections
    page = page_of(request, others)
    return render(request, "lessons/collections/collections.html", {"mine": mine, "page": page})


@login_not_required
@kept_for_visitors
@require_safe
def collection(request: VisitorRequest, pk: int) -> HttpResponse:
    found = get_collection(request.user, pk)
    return _show(request, found, keeps=may_curate(request.user, found), base=found.get_absolute_url())


@login_not_required
@require_safe
def shared(request: VisitorRequest, token: str) -> HttpResponse:
    """Show the collection to whoever has its link; each lesson in it only to those who may read the lesson."""
    return _show(request, _by_link(token), keeps=False, base=reverse("lessons:shared", args=[token]))


def _by_link(token: str) -> Collection:
    return get_object_or_404(Collection.objects.select_related("network", "by"), share_token=token)


def _show(request: VisitorRequest, found: Collection, *, keeps: bool, base: str) -> HttpResponse:
    entries = entries_of(found, request.user)
    readable_entries = readable(entries)
    in_language([entry.lesson for entry in readable_entries if entry.lesson], get_language() or "", request.user)
    context = {
        "collection": found,
        "introduction": cited(found.introduction),
        "entries": readable_entries,
        "keeps": keeps,
        "unreadable": len(entries) - len(readable_entries)
        if keeps
        else 0,  # that there are others is told to nobody else
        "base": base,
    }
    return render(request, "lessons/collections/collection.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def collection_new(request: MemberRequest) -> HttpResponse:
    form = CollectionForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_bound and form.is_valid() and (kept := form.keep()):
        messages.success(request, _("The collection is there. Add lessons to it from their own pages."))
        return redirect(kept)
    return form_page(request, "lessons/collections/new.html", form)


@require_http_methods(["GET", "HEAD", "POST"])
def collection_edit(request: MemberRequest, pk: int) -> HttpResponse:
    found = get_collection(request.user, pk, to_keep=True)
    form = CollectionForm(request.POST if request.method == "POST" else None, user=request.user, instance=found)
    if form.is_bound and form.is_valid() and (kept := form.keep()):
        messages.success(request, _("Saved."))
        return redirect(kept)
    return _edit(request, found, form)


def _edit(
    request: MemberRequest, found: Collection, form: CollectionForm, notes: dict[int, NoteForm] | None = None
) -> HttpResponse:
    """Render the page of a collection's keeper; `notes` are refused note forms, by the number of their item."""
    notes, entries = notes or {}, entries_of(found, request.user)
    prefetch_related_objects([entry.lesson for entry in entries if entry.lesson], "shared_with")
    context = {
        "collection": get_collection(request.user, found.pk),
        "form": form,
        "entries": [(entry, notes.get(entry.pk, NoteForm(collection=found))) for entry in entries],
        "come_back": bool(notes),
        "link": absolute_url(reverse("lessons:shared", args=[found.share_token])) if found.share_token else "",
        "may_share": may_talk(request.user),
    }
    return render(request, "lessons/collections/edit.html", context, status=422 if notes or form.errors else 200)


@require_POST
def arrange(request: MemberRequest, pk: int) -> HttpResponse:
    """Do what `do` says to `item`: up, down, remove, or note, which keeps the text in `note`."""
    found = get_collection(request.user, pk, to_keep=True)
    asked = request.POST.get("item", "")
    number = int(asked) if asked.isdecimal() and len(asked) < 19 else 0
    item = get_object_or_404(found.items.select_related("collection"), pk=number)
    do = request.POST.get("do")
    if do in {"up", "down"}:
        actions.move(item, up=do == "up")
    elif do == "remove":
        actions.drop(item)
    elif do == "note":
        form = NoteForm(request.POST, collection=found)
        if not form.say(item, get_published(request.user, item.lesson_id), by=request.user):
            arranged = CollectionForm(user=request.user, instance=found)
            return _edit(request, found, arranged, {item.pk: form})
        messages.success(request, _("Saved."))
    place = "items" if do == "remove" else f"item-{item.pk}"
    return redirect(reverse("lessons:collection_edit", args=[pk], fragment=place))


@require_POST
def link(request: MemberRequest, pk: int) -> HttpResponse:
    """End the link on `do=end`; otherwise make a new one, and the old one stops working."""
    found = get_collection(request.user, pk, to_keep=True)
    if request.POST.get("do") == "end":
        actions.end_link(found)
        messages.success(request, _("The link no longer works."))
    elif may_talk(request.user):
        _make_link(request, found)
    else:
        raise PermissionDenied
    return redirect(reverse("lessons:collection_edit", args=[pk], fragment="link"))


def _make_link(request: MemberRequest, found: Collection) -> None:
    try:
        actions.share(found, by=request.user, with_mine="with_mine" in request.POST)
    except ValidationError as refusal:
        for says in refusal.messages:
            messages.error(request, says)
    else:
        messages.success(request, _("There is a new link. The old one no longer works."))


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: MemberRequest, pk: int) -> HttpResponse:
    found = get_collection(request.user, pk, to_keep=True)
    if request.method == "POST":
        found.delete()
        messages.success(request, _("The collection is gone; its lessons stay."))
        return redirect("lessons:collections")
    return render(request, "lessons/collections/remove.html", {"collection": found})


@require_http_methods(["GET", "HEAD", "POST"])
def collect(request: MemberRequest, pk: int) -> HttpResponse:
    """Put a lesson into a collection that the person keeps, or into a new one."""
    lesson = get_published(request.user, pk)
    form = CollectForm(request.POST if request.method == "POST" else None, lesson=lesson, user=request.user)
    if form.is_bound and form.is_valid() and (found := form.keep()):
        messages.success(request, _("It is in the collection."))
        return redirect(found)
    context = {"lesson": lesson, "form": form, "holding": _holding(request, pk)}
    return form_page(request, "lessons/collections/collect.html", form, context)


def _holding(request: MemberRequest, lesson: int) -> list[Collection]:
    """Return the collections kept by the person that have the lesson already."""
    return list(Collection.objects.kept_by(request.user).filter(items__lesson=lesson))
