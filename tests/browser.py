"""What everybody does in a browser."""

from django.urls import reverse
from django.utils.translation import override
from playwright.sync_api import Page

from networks.models import User
from tests.chromium import find_chromium as find_chromium
from tests.chromium import launch_options as launch_options
from tests.factories import PASSWORD


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
