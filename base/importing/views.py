"""What the pages of an import do with what was sent to them; which page it is, and who may see it, is the feature's."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from base.importing.forms import ChoicesForm, ConfirmForm, FileForm
from base.importing.models import FileImport, State

Forms = tuple[ChoicesForm, ConfirmForm]
GoOn = Callable[[Any], None]


@transaction.atomic
def keep_file(form: FileForm, batch: FileImport, refuse_more: Callable[[Any, Any], None]) -> bool:
    """Keep what a valid form holds; False, with an error at its file, if `refuse_more` finds that too many wait."""
    try:
        refuse_more(type(batch)._default_manager.all(), batch.by)
    except ValidationError as refusal:
        form.add_error("file", refusal)
        return False
    sent = form.cleaned_data["file"]
    batch.file_name, batch.content = sent.name[-200:], sent.read()
    batch.save()
    return True


def import_page(
    request: HttpRequest,
    batch: FileImport,
    forms_of: Callable[[Any], Forms],
    go_on: GoOn,
    show: Callable[[dict[str, Any], int], HttpResponse],
    context: dict[str, Any],
) -> HttpResponse:
    """Its progress; what was read of it; and by POST how it is to be read, and the yes that writes it.

    `forms_of` makes the forms of what was sent, or of None; there are some while it waits for a yes.
    """
    forms = forms_of(request.POST if request.method == "POST" else None) if batch.state == State.READ else None
    if request.method == "POST" and _take_answer(request, batch, forms, go_on):
        return redirect(batch)
    done, total = batch.progress
    context |= {"batch": batch, "found": batch.found, "done": done, "total": total}
    context |= zip(("choices", "confirm"), forms or (), strict=False)
    return show(context, 422 if request.method == "POST" else 200)


def _take_answer(request: HttpRequest, batch: FileImport, forms: Forms | None, go_on: GoOn) -> bool:
    """Do what was asked for; False if a form is at fault."""
    if batch.is_stalled:
        move_on(batch, batch.state, go_on)  # nobody is at it any more: once more the same
    elif forms is None:
        messages.info(request, _("You have already said yes to this."))
    else:
        return _decide(request, batch, *forms, go_on)
    return True


def _decide(request: HttpRequest, batch: FileImport, choices: ChoicesForm, confirm: ConfirmForm, go_on: GoOn) -> bool:
    """A change of how it is read comes first, also when they say yes: nobody confirms what they have not seen."""
    if not choices.is_valid():
        return False
    is_yes = "write" in request.POST.getlist("go")
    if choices.is_changed or not is_yes:
        if is_yes:
            messages.info(request, _("You changed how the file is read: look at it again, then say yes."))
        move_on(batch, State.READING, go_on, **choices.said)
        return True
    if not confirm.is_valid():
        return False
    if batch.good:
        move_on(batch, State.WRITING, go_on, **confirm.said)
    return True


def move_on(batch: FileImport, state: str, go_on: GoOn, **said: object) -> None:
    """Let a worker do the step; nothing, if somebody else asked first."""
    imports: Any = type(batch)._default_manager
    if imports.ask(batch, state, **said):
        go_on(batch)
