"""These forms say something in a conversation, report a comment, or hide it."""

import uuid
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lessons.conversation import actions
from lessons.conversation.models import LONGEST_COMMENT, LONGEST_REASON, Comment, CommentReport
from lessons.record.forms import NamesReaders
from lessons.record.models import Lesson
from networks.models import User

GONE = _("The comment you are answering was withdrawn or hidden meanwhile. Send yours again, as a comment of its own.")


class CommentForm(NamesReaders, forms.ModelForm[Comment]):
    """This form writes a comment. `answered` is the comment that it answers; None if that no longer stands."""

    what = "comment"
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Comment
        fields = ["text", "answering"]
        labels = {"text": _("What do you want to say or ask?")}
        help_texts = {
            "text": _(
                "Plain text. To mention somebody who can read this lesson, write @ and their name: @Rosa Quispe. At"
                " most 2,000 characters."
            )
        }
        widgets = {"text": forms.Textarea(attrs={"rows": 4, "maxlength": LONGEST_COMMENT})}

    def __init__(self, typed: Any, *, lesson: Lesson, user: User, answering: str | None) -> None:
        super().__init__(typed, initial={"key": uuid.uuid4()})
        self.lesson = lesson
        self.fields["text"].required = True
        field = cast("forms.ModelChoiceField[Comment]", self.fields["answering"])
        threads = lesson.comments.standing().threads().said_to(user)
        field.queryset = threads.select_related("by").prefetch_related("mentions")
        field.error_messages["invalid_choice"] = GONE
        asked = (typed or {}).get("answering") or answering or ""
        self.answered = field.queryset.filter(pk=asked).first() if asked.isdecimal() and len(asked) < 19 else None

    def save_for(self, user: User) -> Comment | None:
        cleaned = dict(self.cleaned_data)
        cleaned["key"] = cleaned.get("key") or uuid.uuid4()
        try:
            return self.keep_to_them(self.lesson, lambda: actions.add_comment(self.lesson, by=user, **cleaned))
        except ValidationError as refusal:
            self.add_error("text", refusal)
            return None


class ReportForm(forms.ModelForm[CommentReport]):
    class Meta:
        model = CommentReport
        fields = ["reason"]
        labels = {"reason": _("What is wrong with it?")}
        help_texts = {"reason": _("The secretariat reads this, with your name. Nobody else does.")}
        widgets = {"reason": forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST_REASON})}

    def save_for(self, comment: Comment, user: User) -> bool:
        try:
            actions.report(comment, by=user, reason=self.cleaned_data["reason"])
        except ValidationError as refusal:
            self.add_error("reason", refusal)
            return False
        return True


class HideForm(forms.Form):
    reason = forms.CharField(
        label=_("Why is it hidden?"),
        help_text=_("Its author and the secretariat read this. Everybody else sees that it was hidden, not why."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class TalkMailForm(forms.Form):
    at_once = forms.BooleanField(
        label=_("E-mail me at once when somebody mentions me or replies to me"),
        help_text=_("Without it, conversations reach you only in your digest."),
        required=False,
    )
