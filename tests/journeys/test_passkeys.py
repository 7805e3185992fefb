"""A passkey, made and used in a real browser: the scripts run under our policy, and no password is typed."""

import pytest
from playwright.sync_api import Page, expect

from networks.models import SignIn
from tests.support.factories import PASSWORD, UserFactory
from tests.support.servers.browser import sign_in


@pytest.fixture
def key(page: Page) -> None:
    """An authenticator inside the browser, which says yes as a finger would."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def test_signs_in_without_a_password(page: Page, key: None) -> None:
    user = UserFactory(password=PASSWORD)
    sign_in(page, user)
    page.goto("/cuenta/segundo-factor/webauthn/add/")
    page.locator("main [name=password]").fill(PASSWORD)
    page.locator("main form button").first.click()
    page.locator("main [name=passwordless]").check()
    page.locator("#mfa_webauthn_add").click()
    expect(page.locator("main")).to_contain_text("códigos de recuperación", ignore_case=True)
    page.context.clear_cookies()
    page.goto("/cuenta/login/")
    page.locator("#passkey_login").click()
    page.wait_for_url("/")
    expect(page.locator(".account .name")).to_be_attached()
    assert SignIn.objects.filter(user=user, kind="in").count() == 2


def test_a_second_factor_is_asked_after_the_password(page: Page, key: None) -> None:
    user = UserFactory(password=PASSWORD)
    sign_in(page, user)
    page.goto("/cuenta/segundo-factor/webauthn/add/")
    page.locator("main [name=password]").fill(PASSWORD)
    page.locator("main form button").first.click()
    page.locator("#mfa_webauthn_add").click()
    expect(page.locator("main")).to_contain_text("códigos de recuperación", ignore_case=True)
    page.context.clear_cookies()
    page.goto("/cuenta/login/")
    page.locator("[name=login]").fill(user.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button:not(.quiet)").click()
    page.locator("#mfa_webauthn_authenticate").click()
    page.wait_for_url("/")
    expect(page.locator(".account .name")).to_be_attached()
