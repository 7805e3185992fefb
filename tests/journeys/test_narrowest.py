"""The narrowest telephones, 320 px: nothing of a picture or a table sticks out."""

import pytest
from django.urls import reverse

from tests.journeys.memory import Memory
from tests.journeys.test_accessibility import STICKING_OUT


@pytest.mark.parametrize("name", ["home", "lessons:gaps", "lessons:networks", "lessons:matrix", "lessons:regions"])
def test_fits_320_pixels(new_context, memory: Memory, name: str):
    page = new_context(viewport={"width": 320, "height": 640}, is_mobile=True, has_touch=True).new_page()
    page.goto(reverse(name))
    assert page.evaluate(STICKING_OUT) == []
