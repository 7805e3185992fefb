"""Days as people write them."""

from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate

from lessons.importing.days import a_day


class TestDays:
    @pytest.mark.parametrize(
        ("text", "day"),
        [
            ("2025-03-01", (2025, 3, 1)),
            ("2025/3/1", (2025, 3, 1)),
            ("1/3/2025", (2025, 3, 1)),
            ("01.03.2025", (2025, 3, 1)),
            ("2025-03", (2025, 3, 1)),
            ("3/2025", (2025, 3, 1)),
            ("2019", (2019, 1, 1)),
            ("2025.0", (2025, 1, 1)),
            ("20250301", (2025, 3, 1)),
            ("45717", (2025, 3, 1)),
            ("2025-03-01 00:00:00", (2025, 3, 1)),
            ("2025-03-01T10:30:00.000Z", (2025, 3, 1)),
            ("01/03/2025 10:30 a. m.", (2025, 3, 1)),
            ("01/03/25", (2025, 3, 1)),
            ("15 / 03 / 2025", (2025, 3, 15)),
            ("03/15/2025", (2025, 3, 15)),
            ("15 de marzo de 2025", (2025, 3, 15)),
            ("sábado, 15 de Marzo del 2025", (2025, 3, 15)),
            ("Lima, 15 de marzo del 2025", (2025, 3, 15)),
            ("15-mar-2025", (2025, 3, 15)),
            ("1.º de setiembre de 2024", (2024, 9, 1)),
            ("mar-25", (2025, 3, 1)),
            ("set. 2024", (2024, 9, 1)),
            ("March 15, 2025", (2025, 3, 15)),
            ("2025-mar-15", (2025, 3, 15)),
            ("Lima, primero de marzo de 2025", (2025, 3, 1)),
        ],
    )
    def test_as_people_write_them(self, text: str, day: tuple[int, int, int]):
        assert a_day(text) == date(*day)

    @pytest.mark.parametrize(
        "text",
        [
            "ayer",
            "31/2/2025",
            "0000",
            "13/13/2025",
            "٢٠٢٥-٠٣-٠١x",
            "marzo 25",
            "15 de marzo",
            "2021-2023",
            "2025-I",
            "20250",
        ],
    )
    def test_others_are_said(self, text: str):
        with pytest.raises(ValueError, match="2025-03-01"):
            a_day(text)

    def test_one_to_come_is_none(self):
        with pytest.raises(ValueError, match="todavía no llega"):
            a_day((localdate() + timedelta(days=1)).isoformat())
