"""What journeys share: other people's browsers, and a look at every page."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from django.contrib.auth.base_user import AbstractBaseUser
from playwright.sync_api import Browser, BrowserContext, Page

from organisations.models import User

Check = Callable[[Page], None]
LogIn = Callable[[BrowserContext, AbstractBaseUser], None]
Somebody = Callable[[str | None], AbstractContextManager[Page]]


IN_PASSING = pytest.mark.parametrize(
    "looked_at", ["width", pytest.param("axe", marks=pytest.mark.proof)], indirect=True
)
"""For long journeys: axe takes longer than the way itself, so it goes along in `make proof`."""


@pytest.fixture
def looked_at(request: pytest.FixtureRequest, axe: Check, fits_a_phone: Check) -> Check:
    """A page of a journey is accessible and fits a phone."""

    def check(page: Page) -> None:
        if getattr(request, "param", "axe") == "axe":
            axe(page)
        fits_a_phone(page)

    return check


@pytest.fixture
def somebody(
    browser: Browser, browser_context_args: dict[str, Any], base_url: str, log_in_as: LogIn
) -> Somebody:
    """Another person's browser: `with somebody("eva@example.se") as page`; None has no account."""

    @contextmanager
    def open_browser(email: str | None) -> Iterator[Page]:
        context = browser.new_context(**{**browser_context_args, "base_url": base_url})
        if email:
            log_in_as(context, User.objects.get(email=email))
        yield context.new_page()
        context.close()

    return open_browser
