from tests.journeys.pages import *
from tests.journeys.memory import Memory
def test_deeds(new_context, memory: Memory):
    bad = {}
    for who in VISITORS:
        page = new_context().new_page(); page.set_default_timeout(5000)
        enter(page, memory, who)
        for name, addr in pages(memory, who, "es").items():
            if "." in name:
                try:
                    visit(page, name, addr)
                    page.screenshot(path=f"/tmp/light_{name}.png")
                except Exception as e:
                    bad[name] = str(e)[:200]
                    page.screenshot(path=f"/tmp/light_{name}.png")
    assert bad == {}
