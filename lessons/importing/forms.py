"""Input about an import of lessons: the file, what is in it, and how it comes in."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from base.importing.forms import ChoicesForm, ConfirmForm, FileForm
from lessons.importing.columns import LESSONS
from lessons.importing.files import ENDINGS, MOST_BYTES
from lessons.importing.models import LessonImport
from lessons.importing.words import vocabularies
from lessons.record.models import Lesson
from networks.models import Network, User


class LessonFileForm(FileForm):
    most_bytes, endings = MOST_BYTES, ENDINGS
    is_none = _("Send an Excel file (.xlsx), a CSV or a JSON.")
    help_text = _("Excel (.xlsx), CSV or JSON, of at most 15 MB and 20,000 rows.")

    def __init__(self, *args: Any, network: Network, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.network = network

    def clean_file(self) -> Any:
        if self.network.is_closed:
            raise forms.ValidationError(gettext("This network is closed: nothing new comes into it."))
        return super().clean_file()


class LessonChoicesForm(ChoicesForm):
    fields_of = LESSONS
    vocabularies_now = staticmethod(vocabularies)


class LessonConfirmForm(ConfirmForm):
    """The yes, and how; whoever says it is the author of what comes in."""

    how = forms.ChoiceField(
        label=_("What to import"),
        choices=[("good", _("The rows without errors")), ("whole", _("All rows or none"))],
        widget=forms.RadioSelect,
        initial="good",
    )
    then = forms.ChoiceField(
        label=_("Import them as"),
        choices=[
            ("draft", _("As drafts, to be checked one by one")),
            ("publish", _("Published; those that lack something stay drafts")),
        ],
        widget=forms.RadioSelect,
        initial="draft",
    )
    visibility = forms.ChoiceField(label=_("Who may read them?"), choices=Network.Reach.choices)

    def __init__(self, *args: Any, batch: LessonImport, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.initial["visibility"] = batch.network.default_visibility
        if not batch.found.get("faulty"):
            del self.fields["how"]

    def clean_how(self) -> str:
        how: str = self.cleaned_data["how"]
        if how == "whole":
            raise forms.ValidationError(
                gettext("Some rows have errors, so nothing was saved. Fix them, or import the others.")
            )
        return how

    @property
    def said(self) -> dict[str, Any]:
        return {
            "by": self.by,
            "whole": "how" not in self.fields,
            "publishes": self.cleaned_data["then"] == "publish",
            "visibility": Lesson.Visibility(self.cleaned_data["visibility"]),
        }
