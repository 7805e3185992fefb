"""This form links two lessons."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lessons.record.models import Lesson
from lessons.relations import actions
from lessons.search.words.matching import matching
from lessons.texts.addresses import number_alone
from networks.record.permissions import Visitor

FOUND = 8  # lessons that a search offers


class RelationForm(forms.Form):
    """This form asks for another lesson and what it is to this one.

    The other lesson is named by its number or its address, or is one of those that `words` find.
    """

    other = forms.CharField(
        label=_("Its number or its address"),
        max_length=500,
        help_text=_("Its address is what your browser shows while you read it. It ends in its number."),
        error_messages={"required": _("Say which lesson.")},
    )
    what = forms.ChoiceField(
        label=_("How does it relate to this lesson?"),
        choices=[*actions.CHOICES.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it relates to this lesson.")},
    )
    q = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, lesson: Lesson, reader: Visitor, words: str, linked: list[Lesson], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.lesson, self.reader = lesson, reader
        self.words = words
        self.initial["q"] = self.words
        not_offered = [lesson.pk, *(other.pk for other in linked)]
        readable = Lesson.objects.readable_by(reader).standing().exclude(pk__in=not_offered).select_related("network")
        self.found = list(matching(readable, self.words, reader)[:FOUND]) if self.words else []
        if self.found:
            field = self.fields["other"]
            field.label, field.help_text = _("Which one?"), ""
            field.widget = forms.RadioSelect(choices=[(other.pk, _name(other)) for other in self.found])

    def clean_other(self) -> Lesson:
        number = number_alone(self.cleaned_data["other"])
        if not number:
            raise ValidationError(_("Write the number of the lesson, or paste its address."))
        readable = Lesson.objects.readable_by(self.reader).standing().select_related("network")
        other = readable.filter(pk=number).first()
        if other is None:
            raise ValidationError(_("There is no lesson %(number)s that you can read."), params={"number": number})
        if not actions.may_link(self.reader, self.lesson, other):
            raise ValidationError(_("You can link two lessons if one of them is yours to change."))
        return other

    def save(self) -> bool:
        """Return whether they were linked; if they cannot be linked like this, add an error."""
        cleaned = self.cleaned_data
        try:
            actions.link(self.lesson, cleaned["other"], cleaned["what"], by=self.reader)  # type: ignore[arg-type]
        except ValidationError as refusal:
            self.add_error("other", refusal)
            return False
        return True


def _name(lesson: Lesson) -> SafeString:
    language = "" if lesson.language == get_language() else format_html(' lang="{}"', lesson.language)
    return format_html("<span><span{}>{}</span> · {}</span>", language, lesson.title, lesson.told_by)
