"""Playwright's traces lose their secrets and still open in its trace viewer."""

import json
import re
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import playwright
import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from mock_portal import BundledPortal
from reports.secrets import containers, traces
from reports.secrets.known import LONG
from reports.secrets.scanner import scan_files
from reports.secrets.scrubber import Scrubber

VIEWER = Path(playwright.__file__).parent / "driver" / "package" / "lib" / "vite" / "traceViewer"
CODE = "671904"


@pytest.fixture(scope="module")
def recorded(
    browser: Browser, serve: Callable[..., BundledPortal], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, dict[str, str]]:
    """A trace with everything in it, and what is secret in it."""
    password, context = "Aa1!zü/q&<x>'9 fin", browser.new_context()
    context.tracing.start(screenshots=True, snapshots=True, sources=True)
    page, portal = context.new_page(), serve(cookie_banner=False)
    page.goto(portal.url)
    page.get_by_label("Email").fill("camille.durand@academie.example")
    page.get_by_label("Mot de passe").fill(password)
    page.get_by_label("Mot de passe").press("q")
    page.get_by_role("button", name="Me connecter").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.evaluate("code => { document.title = code; console.log(code) }", CODE)
    page.get_by_label("Email").fill(CODE)
    path = tmp_path_factory.mktemp("trace") / "trace.zip"
    context.tracing.stop(path=path)
    cookies = [cookie["value"] for cookie in context.cookies() if len(cookie["value"]) >= LONG]
    context.close()
    return path, {"password": password, "code": CODE, "cookie": cookies[0]}


def member(trace: Path, name: str) -> bytes:
    with zipfile.ZipFile(trace) as archive:
        return archive.read(name)


@pytest.fixture
def scrubbed(recorded: tuple[Path, dict[str, str]], tmp_path: Path) -> Path:
    path, secrets = recorded
    clean = tmp_path / "trace.zip"
    clean.write_bytes(path.read_bytes())
    Scrubber(secrets).file(clean)
    return clean


def test_the_scanner_finds_every_secret_of_a_trace_that_was_not_scrubbed(
    recorded: tuple[Path, dict[str, str]],
) -> None:
    path, secrets = recorded

    assert {leak.secret_name for leak in scan_files([path], secrets)} == secrets.keys()


def test_no_secret_is_left(recorded: tuple[Path, dict[str, str]], scrubbed: Path) -> None:
    assert not scan_files([scrubbed], recorded[1])


def test_a_trace_tells_the_tokens_and_codes_that_a_portal_exchanges_in_json() -> None:
    sent = {"user": {"motDePasse": "un mot"}, "otpCode": CODE, "code_postal": "un"}
    answered = {"access_token": "aaaa.bbbb-0123456789", "token_type": "bearer", "message": "Bonjour à toutes et à tous"}
    exchange = {
        "request": {
            "url": "https://portail.example/api",
            "headers": [{"name": "Authorization", "value": "Bearer cccc.dddd-0123456789"}],
            "postData": {"_file": "resources/1.json"},
        },
        "response": {"content": {"_file": "resources/2.json"}},
    }
    event = {"type": "resource-snapshot", "snapshot": exchange}
    files = {"trace.network": event, "resources/1.json": sent, "resources/2.json": answered}
    members = [containers.Member(zipfile.ZipInfo(name), json.dumps(told).encode()) for name, told in files.items()]

    assert set(traces.secrets_in(members).values()) == {CODE, "aaaa.bbbb-0123456789", "cccc.dddd-0123456789"}


def test_a_trace_tells_secrets_that_nobody_has_named(recorded: tuple[Path, dict[str, str]], tmp_path: Path) -> None:
    path, secrets = recorded
    clean = tmp_path / "trace.zip"
    clean.write_bytes(path.read_bytes())

    Scrubber({}).file(clean)

    assert {leak.secret_name for leak in scan_files([clean], secrets)} == {"code"}


def test_all_but_the_pictures_of_the_page_is_still_there(recorded: tuple[Path, dict[str, str]], scrubbed: Path) -> None:
    with zipfile.ZipFile(recorded[0]) as before, zipfile.ZipFile(scrubbed) as after:
        gone = set(before.namelist()) - set(after.namelist())
        assert after.testzip() is None

    assert gone
    assert all(name.endswith(".jpeg") for name in gone)


def test_times_and_events_are_the_same(recorded: tuple[Path, dict[str, str]], scrubbed: Path) -> None:
    def skeleton(path: Path) -> list[Any]:
        events = (json.loads(line) for line in member(path, "trace.trace").splitlines())
        kept = ("type", "callId", "time", "startTime", "endTime", "method", "class")
        return [
            {key: event[key] for key in kept if key in event} for event in events if event["type"] != "screencast-frame"
        ]

    assert skeleton(scrubbed) == skeleton(recorded[0])


def test_keys_pressed_one_by_one_are_not_told(scrubbed: Path) -> None:
    events = [json.loads(line) for line in member(scrubbed, "trace.trace").splitlines()]

    assert [event["params"]["key"] for event in events if event.get("method") == "press"] == ["•"]


def test_cookies_are_masked_by_where_they_stand(scrubbed: Path) -> None:
    network = member(scrubbed, "trace.network").decode()

    given = re.findall(r'"name":"set-cookie","value":"([^"]*)"', network, re.IGNORECASE)
    assert "[cookie]" in network  # whether it is the answer's or a later request's, is for the browser's timing
    assert [value for value in given if not re.match(r"[\w-]+=\[cookie\]; HttpOnly; Path=/", value)] == []
    assert not re.search(r'"cookies":\[\{"name":"[^"]*","value":"(?!\[cookie\])', network)


def test_a_resource_that_cannot_be_cleaned_is_emptied(tmp_path: Path) -> None:
    path = tmp_path / "trace.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("trace.trace", "{}\n")
        archive.writestr("resources/film.webm", b"\x1a\x45\xdf\xa3")

    Scrubber({}).file(path)

    assert member(path, "resources/film.webm") == b""


def test_a_trace_that_was_cut_off_is_scrubbed_as_far_as_it_goes(tmp_path: Path) -> None:
    path = tmp_path / "trace.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("trace.trace", f'{{"type":"log","message":"{CODE}"}}\n{{"type":"log","message":"x {CODE}')

    Scrubber({"code": CODE}).file(path)

    assert not scan_files([path], {"code": CODE})
    assert traces.is_trace(list(containers.members(path.read_bytes())))


@pytest.fixture
def viewer(scrubbed: Path) -> Iterator[str]:
    """Playwright's own trace viewer, with the trace beside it."""

    class Files(SimpleHTTPRequestHandler):
        def translate_path(self, path: str) -> str:
            return str(scrubbed) if path.startswith("/trace.zip") else super().translate_path(path)

        def log_message(self, *_said: object) -> None:
            """Nothing is said of each request."""

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Files, directory=str(VIEWER))) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_the_trace_viewer_opens_it(viewer: str, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(f"{viewer}/index.html?trace={viewer}/trace.zip")
    actions = page.get_by_role("treeitem")

    expect(actions.filter(has_text='Fill "[password]"')).to_be_visible()
    expect(actions.filter(has_text='Fill "[code]"')).to_be_visible()
    actions.filter(has_text="Click").first.click()
    expect(page.frame_locator("iframe.snapshot-visible").get_by_role("button", name="Me connecter")).to_be_visible()
