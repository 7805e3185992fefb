"""Texts of the frame stand in two columns, `_es` and `_en`."""

from django.utils.translation import get_language


class Localized:
    """Reads `<name>_es` or `<name>_en`, as the active language asks."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, row: object, owner: type | None = None) -> str:
        language = "en" if (get_language() or "").startswith("en") else "es"
        text: str = getattr(row, f"{self.name}_{language}") if row is not None else self.name
        return text
