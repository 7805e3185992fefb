"""The RUC, Peru's tax number, has eleven digits, the last of which checks the others."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from base.lines import LineFormField

# The first two digits of a number say whose it is: 20 is a legal person, the others are people.
KINDS = ("10", "15", "16", "17", "20")
PATTERN = rf"^({'|'.join(KINDS)})\d{{9}}$"
WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)


# Signs between the digits, as spreadsheets show large numbers and people read them out.
GROUPED = re.compile(r"(?<=\d)[\s.,'’-](?=\d)")


def check_digit(ten: str) -> int:
    """Return the digit that SUNAT adds to the first ten: modulo 11, where 10 and 11 are written 0 and 1."""
    weighed = sum(int(digit) * weight for digit, weight in zip(ten, WEIGHTS, strict=True))
    return (11 - weighed % 11) % 10


def validate_ruc(number: str) -> None:
    if not (number.isascii() and number.isdigit() and len(number) == 11):
        raise ValidationError(_("A RUC has eleven digits. Check it, or leave it empty."))
    if not number.startswith(KINDS) or check_digit(number[:10]) != int(number[10]):
        raise ValidationError(_("This is not a valid RUC: one of its digits is wrong. Check it, or leave it empty."))


class RucFormField(LineFormField):
    """Takes a RUC in a form, whatever stands between its digits."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return GROUPED.sub("", text) if isinstance(text, str) else text
