"""The system's Chromium, and what everybody does in it."""

import os
import shutil
from typing import Any

from django.urls import reverse
from django.utils.translation import override
from playwright.sync_api import Page

from networks.models import User
from tests.factories import PASSWORD

NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = ("quic", "background-networking", "component-update", "sync")


def find_chromium() -> str | None:
    return next(filter(None, map(shutil.which, NAMES)), None)


def launch_options() -> dict[str, Any]:
    flags = ["--no-first-run", *(f"--disable-{part}" for part in QUIET)]
    if os.geteuid() == 0:
        flags.append("--no-sandbox")  # Chromium refuses to start otherwise
    return {"executable_path": find_chromium(), "args": flags}


def sign_in(page: Page, user: User) -> None:
    """By the form; the user's password must be `PASSWORD`. Ends on the home page in the user's language."""
    with override("es"):
        page.goto(reverse("account_login"))
    page.locator("[name=login]").fill(user.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button").click()
    page.wait_for_url("/en/" if user.language == "en" else "/")


def open_all(page: Page) -> None:
    """Unfold what is folded away, except the menu, which would cover what lies under it."""
    page.eval_on_selector_all("details:not(.menu)", "all => all.forEach(each => each.open = true)")
