"""The narrowest telephones, 320 px: words that nobody can part, as an address or the name of a file."""

import pytest

from lessons.models import Comment, Lesson
from networks.models import Organisation, User
from tests.support.servers.browser import STICKING_OUT
from tests.support.site.pages import address, enter
from tests.support.site.parts import Memory

LONG = "x" * 100
PAGES = {
    "secretariat": """
home -
lessons:lessons -
lessons:lesson others
lessons:cite others
lessons:considered -
lessons:relations others
lessons:collect others
lessons:conversation others
lessons:translate others/en
lessons:collection collection
lessons:exchange cies
lessons:pack network
lessons:people network
networks:directory -
networks:organisations -
lessons:import network/lesson_import
""",
    "admin": """
desk -
desk_people -
desk_audit -
digests:kept_mail -
""",
}


@pytest.mark.parametrize("who", PAGES)
def test_a_word_without_end_widens_no_page(new_context, memory: Memory, who: str):
    Lesson.objects.filter(pk=memory.others.pk).update(title=LONG, insight=LONG, recommendation=LONG)
    Comment.objects.filter(lesson=memory.others).exclude(text="").update(text=LONG)
    Organisation.objects.filter(slug="warmi-salud").update(name=LONG)
    User.objects.filter(pk__in=[memory.secretariat.pk, memory.member.pk]).update(name=LONG)
    page = new_context(viewport={"width": 320, "height": 640}, is_mobile=True, has_touch=True).new_page()
    enter(page, memory, who)
    wrong = {}
    for url, of in map(str.split, PAGES[who].strip().splitlines()):
        page.goto(address(memory, url, of))
        wrong[url] = page.evaluate(STICKING_OUT)
    assert {url: each for url, each in wrong.items() if each} == {}
