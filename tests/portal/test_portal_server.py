"""Starting, stopping, and what a restart leaves untouched."""

from __future__ import annotations

import contextlib
import datetime as dt
import gc
import imaplib
import secrets
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from mock_portal import BundledPortal, Clock, Person, PortalOptions, server

if TYPE_CHECKING:
    from tests.portal.conftest import Start, Visit

PASSWORD = "Soleil#2031vert"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "portal.sqlite"


def fixed_port() -> int:
    """A free port that the system gives to nobody who asks for any."""
    while True:
        port = 10_000 + secrets.randbelow(20_000)
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


def test_it_answers_as_soon_as_it_is_entered() -> None:
    with BundledPortal() as portal:
        assert httpx.get(f"{portal.url}/connexion").status_code == 200
        assert portal.host == "127.0.0.1"


def test_it_leaves_no_thread_and_no_socket() -> None:
    threads = set(threading.enumerate())
    with BundledPortal() as portal:
        client = httpx.Client(base_url=portal.url)
        client.get("/connexion")
        url, ports = portal.url, (portal.smtp_port, portal.imap_port)
    client.close()
    gc.collect()

    assert set(threading.enumerate()) == threads
    for port in (int(url.rsplit(":", 1)[1]), *ports):
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port))


def test_it_stops_while_a_browser_keeps_its_connection_and_a_page_waits(person: Person) -> None:
    with BundledPortal(PortalOptions(creation_seconds=3600)) as portal, httpx.Client(base_url=portal.url) as client:
        portal.open_mailbox(person.email, "boite")
        form = client.get(f"{portal.invite(person)}/acces")
        token = form.text.split('name="form_token" value="')[1].split('"')[0]
        data = {"form_token": token, "email": person.email, "password": PASSWORD, "confirmation": PASSWORD}
        assert client.post(form.url, data=data).status_code == 303


@pytest.mark.parametrize("kind", ["port", "smtp_port", "imap_port"])
def test_a_port_that_is_taken_is_told_at_once(kind: str) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        pytest.raises(OSError, match="in use"),
        BundledPortal(PortalOptions(**{kind: taken.getsockname()[1]})),
    ):
        pytest.fail("it started")


def test_the_ports_asked_for_are_the_ports_used() -> None:
    port, smtp_port, imap_port = fixed_port(), fixed_port(), fixed_port()

    with BundledPortal(PortalOptions(port=port, smtp_port=smtp_port, imap_port=imap_port)) as portal:
        assert portal.url == f"http://127.0.0.1:{port}"
        assert (portal.smtp_port, portal.imap_port) == (smtp_port, imap_port)


def test_several_portals_run_at_once(start: Start, visit: Visit, person: Person) -> None:
    one, other = start(PortalOptions()), start(PortalOptions())
    one.register(person, PASSWORD)

    assert visit(one).log_in(person.email).heading == "Mon affiliation santé"
    assert "incorrect" in visit(other).log_in(person.email).alert


def test_the_mailbox_can_be_read_over_imap(site: BundledPortal, person: Person) -> None:
    site.open_mailbox(person.email, "boite")
    site.invite(person)

    with imaplib.IMAP4(site.host, site.imap_port) as inbox:
        inbox.login(person.email, "boite")
        _, count = inbox.select("INBOX")

    assert count == [b"1"]


def test_registering_again_changes_the_password(site: BundledPortal, visit: Visit, person: Person) -> None:
    site.register(person, PASSWORD)
    site.register(person, "Aurore#2032bleu")

    assert visit(site).log_in(person.email, "Aurore#2032bleu").heading == "Mon affiliation santé"


def test_the_mails_of_an_unknown_address_are_a_key_error(site: BundledPortal) -> None:
    with pytest.raises(KeyError):
        site.mails("nobody@ecole.example")


def test_everything_survives_a_restart(visit: Visit, person: Person, colleague: Person, database: Path) -> None:
    options = PortalOptions(database=database, port=fixed_port(), creation_seconds=0)
    with BundledPortal(options) as portal:
        for someone in (person, colleague):
            portal.open_mailbox(someone.email, "boite")
        portal.register(person, PASSWORD)
        link = portal.invite(colleague)
        visitor = visit(portal)
        page = visitor.log_in_and_pass(person.email, confiance="oui")
        visitor.press(page, "Oui", conjoint="oui")
        asked = visit(portal)
        asked.log_in(person.email)
        asked.get("/adhesion")
        prefix, code = asked.code(person.email)

    with BundledPortal(options) as portal:
        portal.open_mailbox(person.email, "boite")
        visitor.portal = portal

        assert visitor.get("/adhesion").chosen("conjoint") == "oui"
        assert asked.get("/authentification").root.find("span", f"{prefix} -")
        passed = asked.press(asked.get("/authentification"), "Valider ce code", code=code)
        assert passed.heading == "Mes bénéficiaires"
        assert portal.mails(person.email) == []
        assert visit(portal).get(link).heading == "Bienvenue"
        visitor.press(visitor.get("/affiliation"), "Me déconnecter")
        visitor.log_in(person.email)
        assert visitor.get("/adhesion").chosen("conjoint") == "oui"


def test_a_creation_cut_short_by_a_stop_is_finished_after_the_restart(
    visit: Visit, person: Person, database: Path
) -> None:
    options = PortalOptions(database=database, port=fixed_port(), creation_seconds=60)
    clock = Clock()
    with BundledPortal(options, clock=clock) as portal:
        portal.open_mailbox(person.email, "boite")
        link = portal.invite(person)
        visitor = visit(portal)
        form = visitor.get(f"{link}/acces")
        visitor.press(form, "Confirmer et créer mes accès", password=PASSWORD, confirmation=PASSWORD)

    clock.advance(dt.timedelta(seconds=60))

    with BundledPortal(options, clock=clock) as portal:
        assert any(visitor.client.get(f"{link}/creation/etat").json()["ready"] for _ in range(1000))
        assert visitor.log_in(person.email).heading == "Mon affiliation santé"


KILLED = """
import os, signal, sys
from pathlib import Path
from mock_portal import BundledPortal, Person, PortalOptions

with BundledPortal(PortalOptions(database=Path(sys.argv[1]))) as portal:
    person = Person(email="alix.petit@ecole.example", first_name="Alix", last_name="Petit")
    portal.register(person, sys.argv[2])
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_was_saved_survives_a_kill(start: Start, visit: Visit, database: Path) -> None:
    root = Path(__file__).parents[2]
    killed = subprocess.run(  # noqa: S603 (the command is our own)
        [sys.executable, "-c", KILLED, database, PASSWORD], cwd=root, check=False
    )

    portal = start(PortalOptions(database=database))

    assert killed.returncode == -signal.SIGKILL
    assert visit(portal).log_in("alix.petit@ecole.example").heading == "Mon affiliation santé"


def test_the_database_is_for_its_owner_alone(database: Path) -> None:
    with BundledPortal(PortalOptions(database=database)):
        assert database.stat().st_mode & 0o077 == 0


def test_a_file_that_is_no_database_is_refused(database: Path) -> None:
    database.write_text("not a database, but quite long enough to be read as the header of one" * 20)

    with pytest.raises(OSError, match="cannot be used"), BundledPortal(PortalOptions(database=database)):
        pytest.fail("it started")


def test_a_database_of_another_version_is_refused(database: Path) -> None:
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA user_version = 99")
    connection.close()

    with pytest.raises(OSError, match="another version"), BundledPortal(PortalOptions(database=database)):
        pytest.fail("it started")


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    options = PortalOptions(database=tmp_path / "nowhere" / "portal.sqlite")

    with pytest.raises(FileNotFoundError), BundledPortal(options):
        pytest.fail("it started")


def test_a_creation_in_less_than_no_time_is_refused() -> None:
    with pytest.raises(ValueError, match="-1"):
        PortalOptions(creation_seconds=-1)


def test_the_clock_goes_forward_only() -> None:
    clock = Clock()
    before = clock.now()

    clock.advance(dt.timedelta(days=30))

    assert clock.now() - before >= dt.timedelta(days=30)
    with pytest.raises(ValueError, match="forward"):
        clock.advance(dt.timedelta(seconds=-1))


def test_an_error_in_the_with_block_comes_out_of_it() -> None:
    with pytest.raises(KeyError), BundledPortal() as portal:
        portal.mails("nobody@ecole.example")


def test_a_start_that_is_interrupted_leaves_no_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    threads = set(threading.enumerate())
    monkeypatch.setattr(server, "wait", interrupted)
    with pytest.raises(KeyboardInterrupt):
        BundledPortal().__enter__()

    for thread in set(threading.enumerate()) - threads:
        thread.join(timeout=10)
        assert not thread.is_alive()
