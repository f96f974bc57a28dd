"""A Dovecot of our own: an unprivileged user, its own configuration, free loopback ports, a throw-away CA."""

from __future__ import annotations

import grp
import os
import pwd
import shutil
import smtplib
import socket
import subprocess
import tempfile
import time
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import trustme

from tests.inbox.courier import Courier

if TYPE_CHECKING:
    from collections.abc import Iterator

HOST = "127.0.0.1"
PASSWORD = "Mot2passe-inventé"

_CONFIGURATION = """
protocols = imap lmtp
listen = {host}, 127.0.0.2
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/dovecot.log
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
ssl = yes
ssl_cert = <{folder}/certificate.pem
ssl_key = <{folder}/key.pem
auth_failure_delay = 0
mail_location = maildir:{folder}/mails/%u
# Every address is a mailbox, all with one password.
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/homes/%u allow_all_users=yes
}}
# Mail for name+Junk@host is delivered to the folder Junk.
recipient_delimiter = +
lmtp_save_to_detail_mailbox = yes
namespace inbox {{
  inbox = yes
  mailbox Junk {{
    auto = create
    special_use = \\Junk
  }}
}}
# Failed logins, which some tests are about, do not slow down those that follow.
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  service_count = 0
  inet_listener imap {{
    port = {imap_port}
  }}
  inet_listener imaps {{
    port = {imaps_port}
  }}
}}
service auth {{
  client_limit = 2000
}}
service imap {{
  process_min_avail = 1
  service_count = 0
}}
service lmtp {{
  process_min_avail = 1
  inet_listener lmtp {{
    port = {lmtp_port}
  }}
}}
service stats {{
  chroot =
}}
"""


@dataclass(frozen=True)
class Dovecot:
    """A running server. Every address has a mailbox, all with one password."""

    imap_port: int
    imaps_port: int
    ca_file: Path
    log_file: Path
    courier: Courier

    def deliver(self, mail: bytes, address: str, *, folder: str = "INBOX") -> None:
        """Hand a mail over."""
        name, _, host = address.partition("@")
        recipient = address if folder == "INBOX" else f"{name}+{folder}@{host}"
        self.courier.hand_over(mail, recipient)


def reason_to_skip() -> str | None:
    """Why Dovecot cannot be run here, if it cannot."""
    program = _program()
    if program is None or not Path("/usr/lib/dovecot/lmtp").exists():
        return "Dovecot is not installed (Debian: dovecot-imapd dovecot-lmtpd)"
    version = subprocess.run(  # noqa: S603 - the Dovecot that is installed
        [program, "--version"], capture_output=True, text=True, check=True
    ).stdout
    return None if version.startswith("2.3.") else f"Dovecot {version.split()[0]} is not configured like 2.3"


@contextmanager
def run_dovecot() -> Iterator[Dovecot]:
    """Start it, and stop it again.

    Raises:
        RuntimeError: it does not come up.
    """
    account = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    imap_port, imaps_port, lmtp_port = _free_ports(3)
    with tempfile.TemporaryDirectory(prefix="dovecot-") as name:
        folder = Path(name)
        configuration = folder / "dovecot.conf"
        configuration.write_text(
            _CONFIGURATION.format(
                folder=folder,
                host=HOST,
                user=account.pw_name,
                group=grp.getgrgid(account.pw_gid).gr_name,
                password=PASSWORD,
                imap_port=imap_port,
                imaps_port=imaps_port,
                lmtp_port=lmtp_port,
            ),
            encoding="utf-8",
        )
        _write_certificates(folder)
        for path in (folder, *folder.iterdir()):
            os.chown(path, account.pw_uid, account.pw_gid)
        with _process(configuration, account) as process:
            log_file = folder / "dovecot.log"
            _await_port(imap_port, process, log_file)
            with Courier(lambda: smtplib.LMTP(HOST, lmtp_port)) as courier:
                yield Dovecot(imap_port, imaps_port, folder / "authority.pem", log_file, courier)


@contextmanager
def _process(configuration: Path, account: pwd.struct_passwd) -> Iterator[subprocess.Popen[bytes]]:
    is_root = os.geteuid() == 0
    process = subprocess.Popen(  # noqa: S603 - the Dovecot that is installed
        [_program() or "dovecot", "-F", "-c", configuration],
        user=account.pw_uid if is_root else None,
        group=account.pw_gid if is_root else None,
        extra_groups=[] if is_root else None,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=30)


def _program() -> str | None:
    return shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


def _free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.create_server((HOST, 0))) for _ in range(count)]
        return [taken.getsockname()[1] for taken in sockets]


def _write_certificates(folder: Path) -> None:
    authority = trustme.CA()
    certificate = authority.issue_cert(HOST, "localhost")
    authority.cert_pem.write_to_path(folder / "authority.pem")
    certificate.private_key_pem.write_to_path(folder / "key.pem")
    for blob in certificate.cert_chain_pems:
        blob.write_to_path(folder / "certificate.pem", append=True)


def _await_port(port: int, process: subprocess.Popen[bytes], log_file: Path) -> None:
    """Wait until the server answers: it tells nobody when it is ready."""
    deadline = time.monotonic() + 30
    while process.poll() is None and time.monotonic() < deadline:
        with suppress(ConnectionRefusedError), socket.create_connection((HOST, port), timeout=5) as probe:
            if probe.recv(4) == b"* OK":
                return
        time.sleep(0.02)
    log = log_file.read_text(encoding="utf-8") if log_file.exists() else "no log"
    raise RuntimeError(f"Dovecot does not come up: {log}")
