"""``parcours check`` as its users meet it."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from reports.check import Check

PARCOURS = Path(sys.executable).with_name("parcours")
SETTINGS = {
    "PARCOURS_PORTAL__CREATION_SECONDS": "0",
    "PARCOURS_PATIENCE": "3",
    "PARCOURS_APPLICANT__EMAIL": "camille.aubry@academie.example",
    "PARCOURS_APPLICANT__PASSWORD": "Tr3s-Secret!",
}
LOGIN = """<!doctype html><title>Connexion</title><h1>Me connecter</h1><form>
<label>Adresse de messagerie <input autocomplete="off"></label> <label>Mot de passe * <input type="password"></label>
<a href="/oubli">Mot de passe oublié</a> <button>Se connecter</button></form>"""

Serve = Callable[..., str]


def call(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the installed command in a folder of its own, so that no .env of the machine speaks."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PARCOURS_")}
    return subprocess.run(  # noqa: S603 - our own command
        [PARCOURS, "check", *arguments],
        cwd=folder,
        env=clean | SETTINGS | {"COLUMNS": "140"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture
def serve_page() -> Iterator[Serve]:
    """Serve one page at any address."""
    servers: list[ThreadingHTTPServer] = []

    def serve_page(body: str, status: int = 200) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                content = body.encode()
                self.send_response(status)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                if self.command == "GET":
                    self.wfile.write(content)

            do_HEAD = do_GET  # noqa: N815 - the base class names it so

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}/connexion"

    yield serve_page
    for server in servers:
        server.shutdown()
        server.server_close()


def test_the_bundled_portal_passes(tmp_path: Path) -> None:
    done = call("--journey", "connexion", "--out", "check.json", folder=tmp_path)

    assert (done.returncode, done.stdout.splitlines()[0].strip()) == (0, "connexion: passed")
    written = Check.model_validate_json((tmp_path / "check.json").read_bytes())
    assert all(screen.reached for screen in written.screens if screen.expected)


def test_drift_elsewhere_is_told_with_what_stands_there_instead(tmp_path: Path, serve_page: Serve) -> None:
    done = call("--journey", "connexion", "--url", serve_page(LOGIN), folder=tmp_path)

    assert done.returncode == 4
    line = next(line for line in done.stdout.splitlines() if "submit_button" in line)
    assert line.split()[:3] == ["submit_button", "renamed", "button"]
    assert line.rstrip().endswith("« Se connecter »")
    assert done.stderr.splitlines()[-1].startswith("drift: ")


def test_the_json_object_stands_alone_on_standard_output(tmp_path: Path, serve_page: Serve) -> None:
    done = call("--journey", "connexion", "--json", "--url", serve_page(LOGIN), folder=tmp_path)

    found = Check.model_validate_json(done.stdout)
    assert {each.element: each.seen for each in found.drifted} == {
        "LoginScreen.email_field": "Adresse de messagerie",
        "LoginScreen.submit_button": "Se connecter",
        "LoginScreen.activate_link": None,
    }


def test_a_portal_that_answers_an_error_is_no_drift(tmp_path: Path, serve_page: Serve) -> None:
    address = serve_page("<h1>Service indisponible</h1>", 503)

    done = call("--journey", "connexion", "--url", address, folder=tmp_path)

    assert done.returncode == 3
    assert "LoginScreen" in done.stdout
    assert "missing" not in done.stdout


def test_what_is_typed_stands_nowhere(tmp_path: Path, serve_page: Serve) -> None:
    done = call("--journey", "connexion", "--all", "--json", "--url", serve_page(LOGIN), folder=tmp_path)

    assert "Tr3s-Secret!" not in done.stdout + done.stderr
