from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Page

from fixtures.ground import Ground, settle
from fixtures.settings import Settings
from flows.applicant import Applicant
from mock_portal import BundledPortal
from tests.guide.company import Company


@pytest.fixture
def lead(
    page: Page, settings: Settings, applicant: Applicant, serve: Callable[..., BundledPortal]
) -> Iterator[Callable[..., Company]]:
    """Guide the test's applicant from where a journey begins, on a bundled portal that plays these scenarios."""
    with ExitStack() as stack:

        def led(
            *scenarios: str,
            journey: str = "adhesion",
            portal: BundledPortal | None = None,
            inbox: bool = True,
            **options: Any,
        ) -> Company:
            ground: Ground = stack.enter_context(settle(portal or serve(), journey, applicant, scenarios))
            stage = ground.stage(page, settings)
            stage.inbox = stage.inbox if inbox else None
            company = Company(stage, **options)
            stack.callback(company.guide.close)
            page.goto(ground.start_url)
            return company

        yield led
