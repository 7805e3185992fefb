"""A text of one line is cleaned on its way in: typed, pasted, imported or given on a command line.

Texts of many lines are kept as they are typed.
"""

import re
from typing import Any
from unicodedata import category, normalize

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.db.models.expressions import Combinable
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

# What nobody sees: control characters, and those of Unicode that a program may ignore (Default_Ignorable_Code_Point).
# A NUL, and half of a sign that takes two, stay: who sends one is told so.
UNSEEN = (
    "\x01-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff"
)
PICTURE = "[©®‼-⁉ℹ-➿⤴-⯿〰〽㊗㊙\U0001f000-\U0001faff]"
LOOKS = "[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]*"
# Pictures that only such signs make whole: a farmer, a key of a phone, the flag of a region.
WHOLE = (
    f"{PICTURE}{LOOKS}(?:\u200d{PICTURE}{LOOKS})+|[0-9#*]\ufe0f?\u20e3|\U0001f3f4[\U000e0020-\U000e007f]+"
    f"|{PICTURE}[\ufe0e\ufe0f]"
)
WHOLE_OR_UNSEEN = re.compile(f"({WHOLE})|[{UNSEEN}]+")
BLANK = "\u2800"  # a sign of Braille that looks like a space
NO_ADDRESS = _("This address has a character that no address can have. Type the address again, without pasting it.")


def one_line(text: str) -> str:
    """Return the text in composed letters, with plain spaces for spaces and line breaks, without what nobody sees."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    seen = WHOLE_OR_UNSEEN.sub(lambda found: found[1] or "", normalize("NFC", text))
    return " ".join(seen.replace(BLANK, " ").split())


def quoted(text: object) -> str:
    """Return the text between the quotation marks of the reader's language."""
    return gettext("“%(text)s”") % {"text": text}


def validate_address(address: str) -> None:
    """Raise ValidationError for an address that no mailbox can have. Django's own check takes “…” for a letter."""
    validate_email(address)
    if any(not sign.isascii() and category(sign)[0] not in "LMN" for sign in address):
        raise ValidationError(NO_ADDRESS, code="invalid")


class LineFormField(forms.CharField):
    """Takes a text of one line in a form, and cleans it with `one_line`."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return one_line(text) or self.empty_value if isinstance(text, str) else text


class LinesFormField(forms.CharField):
    """Takes a list of texts, one to a line."""

    widget = forms.Textarea(attrs={"rows": 2})

    def __init__(self, *args: Any, longest_line: int, **options: Any) -> None:
        super().__init__(*args, **{"help_text": _("One per line."), **options})
        self.longest_line = longest_line

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        lines = [line for line in map(one_line, super().clean(value).splitlines()) if line]
        if any(len(line) > self.longest_line for line in lines):
            most = {"number": self.longest_line}
            raise forms.ValidationError(gettext("A line can have at most %(number)s characters.") % most)
        return lines


class OneLine:
    """Makes a model's field keep one line, whoever writes it; what is looked up is cleaned in the same way."""

    attname: str

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)  # type: ignore[misc]
        return one_line(text) if isinstance(text, str) else text

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = super().pre_save(model_instance, add)  # type: ignore[misc]
        if isinstance(value, str):
            value = one_line(value)
            setattr(model_instance, self.attname, value)
        return value


class LineField(OneLine, models.CharField[str | Combinable, str]):
    """Keeps one line: a name, a title. To migrations it is a plain CharField, so that this class may change."""

    def formfield(self, **options: Any) -> Any:
        return super().formfield(**{"form_class": LineFormField} | options)

    def deconstruct(self) -> Any:
        name, _path, args, options = super().deconstruct()
        return name, "django.db.models.CharField", args, options


class WebAddressField(OneLine, models.URLField[str | Combinable, str]):
    """Keeps the address of a page. To migrations it is a plain URLField."""

    def deconstruct(self) -> Any:
        name, _path, args, options = super().deconstruct()
        return name, "django.db.models.URLField", args, options


class AddressField(OneLine, models.EmailField[str | Combinable, str]):
    """Keeps the address of a mailbox. To migrations it is a plain EmailField."""

    default_validators = [validate_address]

    def deconstruct(self) -> Any:
        name, _path, args, options = super().deconstruct()
        return name, "django.db.models.EmailField", args, options
