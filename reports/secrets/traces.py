"""Playwright's traces: what in them is secret by where it stands, whatever its value.

A trace is a zip: ``*.trace`` and ``*.network`` hold one JSON object a line (calls, logs, snapshots of pages;
requests as in HAR), ``*.stacks`` where calls were made; ``resources/`` holds bodies under the SHA-1 of what they
were, ``screencast/`` pictures of the page. Checked against Playwright 1.65.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from reports.secrets.containers import UncleanError
from reports.secrets.known import LONG, Secrets, tokens_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from reports.secrets.containers import Member
    from reports.secrets.scrubber import Scrubber

_EVENTS: Final = (".trace", ".network")
_KEY_HEADERS: Final = frozenset({"authorization", "proxy-authorization", "x-csrf-token"})
_SECRET_HEADERS: Final = _KEY_HEADERS | {"cookie", "set-cookie"}
_COOKIE_VALUE: Final = re.compile(r"(?<==)[^;]+")
_SET_COOKIE_VALUE: Final = re.compile(r"\A([^=;]*=)[^;]*")
_SECRET_FIELDS: Final = re.compile(r"pass|mot_?de_?passe|secret|token|jeton|(?:^|_)code(?:$|_)|otp", re.IGNORECASE)
_TOKEN: Final = re.compile(rf"\S{{{LONG},}}")
_PRESSED: Final = frozenset({"press", "keyboardPress", "keyboardDown", "keyboardUp"})
_DOT: Final = "•"
_COOKIE: Final = "[cookie]"

Json = dict[str, Any]


def is_trace(files: Sequence[Member]) -> bool:
    """Whether the files of an archive are those of a trace."""
    return any(file.info.filename.endswith(".trace") for file in files)


def secrets_in(files: Sequence[Member]) -> Secrets:
    """The secrets that a trace itself tells.

    What was typed into password fields, cookies, tokens in addresses, headers, and bodies of JSON.
    """
    secrets = Secrets()
    held = {member.info.filename: member.data for member in files}
    for file, data in held.items():
        if file.endswith(_EVENTS):
            for event in _events(data):
                for name, value in (*_told(event), *_told_in_bodies(event, held)):
                    secrets.add(name, value)
    return secrets


def scrubbed(files: Sequence[Member], scrubber: Scrubber) -> list[Member]:
    """The trace without secrets and without its pictures of the page: nobody can take a word out of those.

    A resource that cannot be cleaned is emptied, for what names it to find it still.
    """
    learned = scrubber.knowing(secrets_in(files))
    kept = (file for file in files if not _is_picture_of_page(file.info.filename))
    return [replace(file, data=_clean(file, learned)) for file in kept]


def _is_picture_of_page(name: str) -> bool:
    return name.startswith("screencast/") or (name.startswith("resources/") and name.endswith((".jpeg", ".jpg")))


def _clean(member: Member, scrubber: Scrubber) -> bytes:
    name = member.info.filename
    if not name.endswith(_EVENTS):
        try:
            return scrubber.content(member.data, name)
        except UncleanError:
            return b""
    masked = "".join(_masked(line) for line in _lines(member.data))
    return scrubber.json(masked).encode("utf-8", errors="surrogateescape")


def _lines(data: bytes) -> list[str]:
    text = data.decode("utf-8", errors="surrogateescape")
    return [f"{line}\n" for line in text.removesuffix("\n").split("\n")]


def _events(data: bytes) -> Iterator[Json]:
    for line in _lines(data):
        if event := _parsed(line):
            yield event


def _parsed(line: str) -> Json | None:
    try:
        event = json.loads(line)
    except ValueError:
        # The last line of a trace that was cut off.
        return None
    return event if isinstance(event, dict) else None


# What is told


def _told(event: Json) -> Iterator[tuple[str, str]]:
    match event:
        case {"type": "resource-snapshot", "snapshot": {"request": request, "response": response}}:
            for cookie in (*request.get("cookies", ()), *response.get("cookies", ())):
                if len(cookie["value"]) >= LONG:
                    yield "cookie", cookie["value"]
            for parameter in request.get("postData", {}).get("params", ()):
                if _SECRET_FIELDS.search(parameter["name"]):
                    yield parameter["name"], parameter["value"]
            for token in (*tokens_in(request["url"]), *_keys_of(request)):
                yield "token", token
        case {"type": "frame-snapshot", "snapshot": {"html": html}}:
            for attributes in _elements(html):
                if attributes.get("type") == "password" or attributes.get("autocomplete") == "one-time-code":
                    yield "password", attributes.get("__playwright_value_", "")


def _keys_of(request: Json) -> Iterator[str]:
    for header in request.get("headers", ()):
        # Behind the name of its kind, as in “Bearer …”.
        key = header["value"].rpartition(" ")[2]
        if header["name"].lower() in _KEY_HEADERS and len(key) >= LONG:
            yield key


def _told_in_bodies(event: Json, held: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """What an exchange tells in JSON: tokens, and codes that were sent.

    Shorter values are left out, for they may be words like any others. Passwords are known from their fields.
    """
    match event:
        case {"type": "resource-snapshot", "snapshot": {"request": request, "response": response}}:
            sent, answered = request.get("postData", {}), response.get("content", {})
            yield from (("code", value) for value in _secrets_of(sent, held) if value.isdigit())
            for value in (*_secrets_of(sent, held), *_secrets_of(answered, held)):
                if _TOKEN.fullmatch(value):
                    yield "token", value


def _secrets_of(body: Json, held: Mapping[str, bytes]) -> Iterator[str]:
    """The values in a body whose names are those of secrets."""
    try:
        told = json.loads(held.get(body.get("_file", ""), b"null"))
    except ValueError:
        return
    yield from (value for name, value in _fields(told) if _SECRET_FIELDS.search(name))


def _fields(node: Any) -> Iterator[tuple[str, str]]:
    if isinstance(node, dict):
        yield from ((name, value) for name, value in node.items() if isinstance(value, str))
    for part in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _fields(part)


def _elements(node: Any) -> Iterator[dict[str, str]]:
    """The attributes of every element in a snapshot: ``[name, {attributes}, children…]``."""
    if isinstance(node, list) and node and isinstance(node[0], str):
        for part in node[1:]:
            if isinstance(part, dict):
                yield part
            else:
                yield from _elements(part)


# What is masked where it stands


def _masked(line: str) -> str:
    """The event without what is secret wherever it stands; nothing where it shows a picture that is gone."""
    event = _parsed(line)
    match event:
        case {"type": "screencast-frame"}:
            return ""
        case {"type": "resource-snapshot", "snapshot": {"request": request, "response": response}}:
            for side in (request, response):
                _mask_exchange(side)
        case {"type": "before", "method": method, "params": {"key": str(key)} as params} if method in _PRESSED:
            # Keys pressed one by one spell what was typed.
            params["key"] = _DOT if len(key) == 1 else key
        case _:
            return line
    return json.dumps(event, separators=(",", ":")) + "\n"


def _mask_exchange(side: Json) -> None:
    for cookie in side.get("cookies", ()):
        cookie["value"] = _COOKIE
    for header in side.get("headers", ()):
        name = header["name"].lower()
        if name in _SECRET_HEADERS:
            header["value"] = _MASKS.get(name, _whole)(header["value"])


def _whole(_value: str) -> str:
    return "[secret]"


_MASKS: Final[dict[str, Callable[[str], str]]] = {
    "cookie": lambda value: _COOKIE_VALUE.sub(_COOKIE, value),
    "set-cookie": lambda value: "\n".join(_SET_COOKIE_VALUE.sub(rf"\1{_COOKIE}", each) for each in value.split("\n")),
}
