"""The demonstration webmail: what the mail server has delivered, for whoever knows the secret address."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import Response

from mock_portal import security

if TYPE_CHECKING:
    from email.message import EmailMessage, MIMEPart

    from mock_portal.portal import Portal
    from mock_portal.visit import Visit

FOLDERS = {"INBOX": "Boîte de réception", "Junk": "Courrier indésirable"}
_BODY_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)
"""A mail may come from anyone: it may be styled and hold links, and nothing else."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A mail in the list."""

    path: str
    subject: str
    when: str
    sender: str
    to: str


async def mailboxes(visit: Visit) -> Response:
    """All mailboxes, and one mail if the address names it."""
    portal = _open(visit)
    boxes = {address: _folders(portal, address) for address in sorted(portal.mailboxes)}
    entries = (entry for folders in boxes.values() for folder in folders.values() for entry in folder)
    chosen = next((entry for entry in entries if entry.path == visit.path), None)
    if chosen is None and visit.path != _root(portal):
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return visit.page("webmail.html", show_banner=False, boxes=boxes, chosen=chosen)


async def body(visit: Visit) -> Response:
    """What one mail says, shut in."""
    portal = _open(visit)
    address, folder, number = (visit.request.path_params[name] for name in ("address", "folder", "number"))
    if address not in portal.mailboxes or folder not in FOLDERS:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    mails = {str(place): mail for place, mail in enumerate(portal.mail_server.mails(address, folder))}
    if number not in mails:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    part = mails[number].get_body(("html", "plain"))
    kind = "text/html" if part and part.get_content_subtype() == "html" else "text/plain"
    return Response(_text(part) if part else "", media_type=kind, headers={"Content-Security-Policy": _BODY_POLICY})


def _root(portal: Portal) -> str:
    return f"/messagerie/{portal.webmail_secret}"


def _folders(portal: Portal, address: str) -> dict[str, list[Entry]]:
    """The mails of an address by the folder's French name, newest first."""
    return {
        name: [
            _entry(mail, f"{_root(portal)}/{address}/{folder}/{number}")
            for number, mail in reversed(list(enumerate(portal.mail_server.mails(address, folder))))
        ]
        for folder, name in FOLDERS.items()
    }


def _entry(mail: EmailMessage, path: str) -> Entry:
    # Anyone on this machine can hand a mail over, with headers of any shape or none.
    moment = getattr(mail["Date"], "datetime", None)
    return Entry(
        path=path,
        subject=mail["Subject"] or "(sans objet)",
        when=f"{moment.astimezone():%d/%m/%Y %H:%M}" if moment else "",
        sender=mail["From"] or "",
        to=mail["To"] or "",
    )


def _text(part: MIMEPart) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    try:
        return payload.decode(part.get_content_charset("utf-8"), "replace")
    except LookupError:  # a charset nobody knows
        return payload.decode("utf-8", "replace")


def _open(visit: Visit) -> Portal:
    if not security.same(visit.parameter("secret"), visit.portal.webmail_secret):
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return visit.portal
