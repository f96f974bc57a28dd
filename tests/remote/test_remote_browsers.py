"""Browsers elsewhere: reached, shared, and, where they cannot be used, told why without telling a secret."""

from __future__ import annotations

import threading
from contextlib import contextmanager, nullcontext
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Error as PlaywrightError
from pydantic import SecretStr, ValidationError

from fixtures.browser import BrowserSettings, connect_browser, find_browser, open_browser
from fixtures.ground import settle
from fixtures.remote import BrowserUnreachable
from flows.journeys import JOURNEYS
from flows.robot import Robot
from pages.login import LoginScreen
from reports.record import Outcome
from tests.remote.bridge import networks_can_be_had
from tests.remote.browsers import chromium_with_tools, playwright_server, playwright_server_in_another_network

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Playwright

    from fixtures.settings import Settings
    from flows.applicant import Applicant
    from mock_portal import BundledPortal

MISMATCH = """╔═════════════════════════════════╗
║ Playwright version mismatch:    ║
║   - server version: v9.99       ║
║   - client version: v1.65       ║
╚═════════════════════════════════╝"""


def through(**endpoint: str) -> BrowserSettings:
    return BrowserSettings.model_validate(endpoint)


@pytest.fixture
def program(playwright: Playwright, settings: Settings) -> str:
    """The browser of this machine."""
    found = find_browser(playwright, settings.browser.model_copy(update={"ws_endpoint": None, "cdp_endpoint": None}))
    return str(found.executable or playwright.chromium.executable_path)


@contextmanager
def refusing(status: int, body: str = "") -> Iterator[str]:
    """The host and port of a server that answers everything with ``status``."""

    class Refusal(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Refusal) as server:
        serving = threading.Thread(target=server.serve_forever, args=(0.02,))
        serving.start()
        try:
            yield f"127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            serving.join()


def refusal(playwright: Playwright, settings: BrowserSettings) -> str:
    with pytest.raises(BrowserUnreachable) as raised:
        connect_browser(playwright, settings)
    return str(raised.value)


def test_a_journey_passes_in_a_browser_that_listens_for_its_tools(
    playwright: Playwright,
    program: str,
    portal: BundledPortal,
    applicant: Applicant,
    settings: Settings,
    tmp_path: Path,
) -> None:
    with (
        chromium_with_tools(program, tmp_path) as chromium,
        open_browser(playwright, through(cdp_endpoint=chromium.address)) as browser,
        browser.new_context(locale="fr-FR") as context,
        settle(portal, "connexion", applicant) as ground,
    ):
        record = Robot(ground.stage(context.new_page(), settings)).play(JOURNEYS["connexion"](applicant))

    assert record.outcome is Outcome.PASSED, record.diagnosis


@pytest.mark.skipif(not networks_can_be_had(), reason="this system gives us no network of our own (unshare --net)")
@pytest.mark.parametrize(("exposed", "reached"), [("<loopback>", True), ("none", False)])
def test_a_portal_of_this_machine_is_reached_from_another_network_only_where_it_is_exposed(
    playwright: Playwright, program: str, portal: BundledPortal, tmp_path: Path, exposed: str, *, reached: bool
) -> None:
    with playwright_server_in_another_network(tmp_path, "--unsafe") as server:
        settings = through(ws_endpoint=server.address, executable=program, exposed=exposed)
        with open_browser(playwright, settings) as browser, browser.new_context() as context:
            page = context.new_page()
            with nullcontext() if reached else pytest.raises(PlaywrightError, match="ERR_CONNECTION_REFUSED"):
                page.goto(portal.url)

            assert LoginScreen(page).is_shown() is reached


def test_a_server_without_the_browser_says_how_to_install_one(playwright: Playwright, tmp_path: Path) -> None:
    missing = through(executable="/nowhere/chromium")
    with playwright_server(tmp_path, "--unsafe") as server:
        told = refusal(playwright, missing.model_copy(update={"ws_endpoint": SecretStr(server.address)}))

    assert "playwright install" in told


@pytest.mark.parametrize(
    ("endpoint", "scheme", "rest"),
    [("ws_endpoint", "ws", "geheim/?key=geheim"), ("cdp_endpoint", "http", "?key=geheim")],
)
@pytest.mark.parametrize("status", [401, 404])
def test_a_refused_key_is_not_told(playwright: Playwright, endpoint: str, scheme: str, rest: str, status: int) -> None:
    with refusing(status) as door:
        told = refusal(playwright, through(**{endpoint: f"{scheme}://moi:geheim@{door}/{rest}"}))

    assert f"answers with {status}" in told
    assert f"{scheme}://{door}/" in told
    assert "geheim" not in told
    assert "moi" not in told


def test_other_versions_are_named(playwright: Playwright) -> None:
    with refusing(428, MISMATCH) as door:
        told = refusal(playwright, through(ws_endpoint=f"ws://{door}/"))

    assert "runs Playwright 9.99, and here is 1.65" in told


@pytest.mark.parametrize("endpoint", ["ws_endpoint", "cdp_endpoint"])
def test_nobody_there_is_told(playwright: Playwright, endpoint: str) -> None:
    told = refusal(playwright, through(**{endpoint: "ws://moi:geheim@127.0.0.1:9/geheim"}))

    assert "nothing answers there" in told
    assert "geheim" not in told


def test_what_is_no_browser_is_told(playwright: Playwright) -> None:
    with refusing(200, "Bonjour") as door:
        assert "no such browser" in refusal(playwright, through(cdp_endpoint=f"http://{door}/"))


@pytest.mark.parametrize(
    "told",
    [
        {"ws_endpoint": "geheim"},
        {"ws_endpoint": "ws://a.example/,http://moi:geheim@b.example/"},
        {"cdp_endpoint": "ftp://geheim.example/"},
        {"ws_endpoint": "ws://geheim.example/", "cdp_endpoint": "http://geheim.example/"},
        {"cdp_endpoint": "http://geheim.example/", "engine": "firefox"},
    ],
)
def test_a_wrong_address_is_refused_and_not_told(told: dict[str, str]) -> None:
    with pytest.raises(ValidationError) as raised:
        through(**told)

    assert "geheim" not in str(raised.value)


def test_addresses_are_shared_among_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = through(ws_endpoint="ws://a.example/key, ws://b.example/key")
    shared = []
    for worker in ("gw0", "gw1", "gw2"):
        monkeypatch.setenv("PYTEST_XDIST_WORKER", worker)
        shared.append(str(settings.endpoint))

    assert [each.rpartition(" ")[2] for each in shared] == ["ws://a.example/", "ws://b.example/", "ws://a.example/"]


def test_settings_do_not_show_an_address() -> None:
    assert "geheim" not in repr(through(ws_endpoint="ws://moi:geheim@a.example/"))


def test_what_is_secret_in_an_address_is_known() -> None:
    settings = through(
        ws_endpoint="wss://moi:geh%2Feim@a.example/playwright/chromium?headless=true&token=0123456789abcdef"
    )

    assert [key.get_secret_value() for each in settings.endpoints for key in each.keys] == [
        "geh%2Feim",
        "geh/eim",
        "0123456789abcdef",
    ]


@pytest.mark.parametrize("address", ["wss://a.example/?api_key=short-1", "wss://a.example/short-1-short-1-short-1"])
def test_a_key_is_known_by_its_name_or_because_nobody_can_guess_it(address: str) -> None:
    (endpoint,) = BrowserSettings.model_validate({"ws_endpoint": address}).endpoints

    assert [key.get_secret_value() for key in endpoint.keys] == [address.rpartition("/")[2].rpartition("=")[2]]


def test_the_version_in_an_address_is_no_key() -> None:
    settings = BrowserSettings.model_validate(
        {"ws_endpoint": "wss://a.example/playwright/chromium/playwright-1.65.2?headless=true"}
    )

    assert not settings.endpoints[0].keys
