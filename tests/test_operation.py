"""The portal as a running whole: health, headers, static files, browser, queue."""

from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Page, expect


@pytest.mark.journey
@pytest.mark.a11y
def test_log_in_page_opens_in_a_browser(
    page: Page,
    axe: Callable[[Page], None],
    fits_a_phone: Callable[[Page], None],
) -> None:
    page.goto("/konto/login/")
    expect(page.locator("h1")).to_be_visible()
    axe(page)
    fits_a_phone(page)


@pytest.mark.django_db
def test_content_security_policy_allows_nothing_inline(client: Client) -> None:
    policy = client.get("/konto/login/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
