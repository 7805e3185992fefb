"""One form of a date in each language, on every page and in mails; in Spanish, days and months in lower case."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.formats import date_format, get_format
from django.utils.translation import override

from networks.models import Network

# For machines (c, U.u), the name of a weekday alone, the hour beside a day, and a year of which no more is known.
NOT_A_DATE = {"U.u", "l", "H:i", "Y"}
NAMED = re.compile(r"""(?:\|date:|date_format\([^()]*(?:\([^()]*\))?[^()]*, )["']([^"']+)["']""")
MOMENT = datetime(2026, 11, 4, 19, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "day", "moment", "month"),
    [
        ("es", "4 de noviembre de 2026", "4 de noviembre de 2026 a las 19:05", "noviembre de 2026"),
        ("en", "4 November 2026", "4 November 2026, 19:05", "November 2026"),
    ],
)
def test_a_day_a_moment_and_a_month_in_each_language(language, day, moment, month):
    with override(language):
        said = [date_format(MOMENT, name) for name in ("DATE_FORMAT", "DATETIME_FORMAT", "YEAR_MONTH_FORMAT")]
        assert said == [day, moment, month]


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("name", ["DATE_FORMAT", "DATETIME_FORMAT"])
def test_the_short_form_of_a_date_is_the_long_one(language, name):
    assert get_format(f"SHORT_{name}", language) == get_format(name, language)


def test_no_page_and_no_module_has_a_form_of_its_own():
    root = Path(settings.BASE_DIR)
    files = [
        path
        for folder in ("templates", "base", "config", "digests", "lessons", "networks")
        for path in (root / folder).rglob("*")
    ]
    texts = [path.read_text(encoding="utf-8") for path in files if path.suffix in {".html", ".txt", ".py"}]
    found = {name for text in texts for name in NAMED.findall(text)}
    assert "DATE_FORMAT" in found
    assert {name for name in found if not name.endswith("_FORMAT")} == NOT_A_DATE


def test_spanish_days_and_months_are_in_lower_case_wherever_they_stand():
    with override("es"):
        days = [date_format(date(2026, 1, 1) + timedelta(days=number), "l") for number in range(7)]
        months = [date_format(date(2026, number, 1), "F b") for number in range(1, 13)]
        chosen = [str(label) for label in Network.Weekday.labels]
    assert [name for name in (*days, *months, *chosen) if name != name.lower()] == []


def test_english_days_keep_their_capital():
    with override("en"):
        assert [str(label) for label in Network.Weekday.labels][:2] == ["Monday", "Tuesday"]
