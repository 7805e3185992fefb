"""What everybody does in a browser."""

from django.urls import reverse
from django.utils.translation import override
from playwright.sync_api import Page, expect

from networks.models import User
from tests.support.factories import PASSWORD
from tests.support.servers.chromium import find_chromium as find_chromium
from tests.support.servers.chromium import launch_options as launch_options


def sign_in(page: Page, user: User) -> None:
    """By the form; the user's password must be `PASSWORD`. Ends on the home page in the user's language."""
    with override("es"):
        page.goto(reverse("account_login"))
    page.locator("[name=login]").fill(user.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button:not(.quiet)").click()
    page.wait_for_url("/en/" if user.language == "en" else "/")


def open_all(page: Page) -> None:
    """Unfold what is folded away, except the menu, which would cover what lies under it."""
    page.eval_on_selector_all("details:not(.menu)", "all => all.forEach(each => each.open = true)")


# By how much the page is too wide, and what sticks out on the right, from the outermost inwards. It is held against
# the screen: `innerWidth` of a phone grows with what does not fit.
STICKING_OUT = """() => document.documentElement.scrollWidth <= screen.width ? [] :
    [document.documentElement.scrollWidth - screen.width, ...[...document.body.querySelectorAll('*')]
        .filter(each => Math.max(each.getBoundingClientRect().right, each.scrollWidth) > screen.width)
        .map(each => each.outerHTML.slice(0, 120)).slice(0, 3)]"""


def is_saved(page: Page) -> None:
    """By the page itself, and nothing of it waits on the phone."""
    expect(page.locator("#draft-status [data-address]")).to_be_visible()
    page.evaluate(f"async () => {{ while ({KEPT}.length) await new Promise(requestAnimationFrame) }}")


KEPT = "Object.keys(localStorage).filter(name => name.startsWith('draft.'))"
