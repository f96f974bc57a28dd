"""What rendering a whole tutorial from its record costs, compared with playing the bare journey once."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from fixtures.browser import open_browser
from fixtures.settings import Settings
from mock_portal import BundledPortal, PortalOptions
from reports.drawing import pictures
from reports.formats.pdf import printer
from reports.tutorial import Format, render
from tests.benchmarks.journey_bench import play_bare, play_scribe
from tests.benchmarks.measure import compare

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reports.formats.pdf import Printer
    from tests.benchmarks.measure import Figure

PAIRS = 15


def measure() -> Iterator[Figure]:
    """All five formats ÷ the bare journey: as they are made by default, and with all pictures as sharp as can be."""
    settings = Settings(_env_file=None)
    with (
        sync_playwright() as playwright,
        open_browser(playwright, settings.browser) as browser,
        BundledPortal(PortalOptions(creation_seconds=0)) as portal,
        TemporaryDirectory() as folder,
    ):
        played, out = Path(folder) / "played", Path(folder) / "out"
        play_scribe(browser, portal, settings, played)
        print_page = printer(browser.new_page(java_script_enabled=False))
        for name, scale in (("render_over_journey", None), ("render_at_scale_2_over_journey", 2)):
            yield from compare(
                name,
                lambda scale=scale: _render(played, out, scale, print_page),  # type: ignore[misc]
                lambda: play_bare(browser, portal),
                pairs=PAIRS,
            )


def _render(played: Path, out: Path, scale: int | None, print_page: Printer) -> None:
    pictures.forget_drawings()  # as in a new process
    render(played, out, formats=list(Format), scale=scale, print_page=print_page)
