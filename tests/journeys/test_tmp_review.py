from lessons.models import Lesson
from lessons.models import LessonFinding
from tests.browser import sign_in, open_all
from lessons import review
import pytest
@pytest.mark.parametrize("width",[360,1280])
def test_shots(new_context, memory, width):
    page = new_context(viewport={"width": width, "height": 900}).new_page()
    sign_in(page, memory.secretariat)
    pk = Lesson.objects.in_review().get().pk
    def shot(name, url, open=False):
        page.goto(url)
        if open: open_all(page)
        page.screenshot(path=f"/tmp/wt/review.shots/{name}-{width}.png", full_page=True)
    shot("review", f"/lecciones/{pk}/revision/")
    shot("versions", f"/lecciones/{pk}/versiones/")
    shot("object", f"/lecciones/{pk}/versiones/objetar/")
    shot("lesson", f"/lecciones/{pk}/")
    shot("desk", "/redes/forosalud/secretaria/")
    shot("edit", f"/lecciones/{memory.lesson.pk}/editar/")
    draft = memory.draft
    page.goto(f"/lecciones/{draft.pk}/editar/")
    draft.insight = "Quien avisa antes evita la sorpresa, y gana una semana."
    draft.result = "worked"
    review.rewrite(draft, by=memory.admin, regions=(), stances={})
    page.locator("form.writing [name=insight]").fill("Quien avisa a tiempo evita la sorpresa del diario.")
    page.locator("form.writing [name=result]").evaluate("e => { for (const d of document.querySelectorAll('details.more, details.group')) d.open = true; e.value = 'failed' }")
    page.locator("button[value=draft]").click()
    page.locator("fieldset.clash").first.wait_for()
    open_all(page)
    page.screenshot(path=f"/tmp/wt/review.shots/clash-{width}.png", full_page=True)
    sign_out = new_context(viewport={"width": width, "height": 900}).new_page()
    sign_in(sign_out, memory.member)
    sign_out.goto("/lecciones/nueva/")
    sign_out.screenshot(path=f"/tmp/wt/review.shots/new-{width}.png", full_page=True)
