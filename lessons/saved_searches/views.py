"""A person keeps searches, and sees, renames and removes their own: those of others are not found."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lessons.saved_searches.forms import RenameForm, SaveForm
from lessons.saved_searches.models import SavedSearch
from lessons.saved_searches.queries import described
from networks.record.http import MemberRequest, form_page


@require_safe
def saved_searches(request: MemberRequest) -> HttpResponse:
    asked = list(described(SavedSearch.objects.of(request.user)))
    return render(request, "lessons/saved_searches/saved_searches.html", {"searches": asked})


@require_POST
def save_search(request: MemberRequest) -> HttpResponse:
    form = SaveForm(request.POST, user=request.user)
    if form.is_valid() and form.keep():
        messages.success(request, _("The search is saved."))
        return redirect("lessons:saved_searches")
    return form_page(request, "lessons/saved_searches/form.html", form)


@require_http_methods(["GET", "HEAD", "POST"])
def saved_search(request: MemberRequest, pk: int) -> HttpResponse:
    form = RenameForm(request.POST if request.method == "POST" else None, instance=_own(request, pk))
    if form.is_bound and form.is_valid() and form.keep():
        messages.success(request, _("Saved."))
        return redirect("lessons:saved_searches")
    return form_page(request, "lessons/saved_searches/form.html", form)


@require_POST
def saved_search_remove(request: MemberRequest, pk: int) -> HttpResponse:
    _own(request, pk).delete()
    messages.success(request, _("The search is removed; its lessons stay."))
    return redirect("lessons:saved_searches")


def _own(request: MemberRequest, pk: int) -> SavedSearch:
    return get_object_or_404(SavedSearch.objects.of(request.user), pk=pk)
