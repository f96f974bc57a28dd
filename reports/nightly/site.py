"""The kept nights as a site: its front page is the last night, and the last tutorials have an address of their own."""

from __future__ import annotations

import shutil
import sys
from html import escape
from pathlib import Path
from typing import Final

from reports.nightly.folders import Nights

TUTORIALS: Final = "tutorial"
"""The folder of a night that holds its tutorials, a folder a journey; on the site, where the last ones are found."""
_AWAY: Final = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>{title}</title>
<meta http-equiv="refresh" content="0; url={address}">
<p><a href="{address}">{title}</a>
</html>
"""


def build(nights: Path, site: Path) -> None:
    """Copy the nights in the folder ``nights`` to ``site``, which must not exist, and lead to the last of them.

    Raises:
        ValueError: there is no night.
        OSError: something cannot be copied.
    """
    folders = list(Nights(nights))
    if not folders:
        raise ValueError(f"There is no night in {nights}.")
    for folder in folders:
        shutil.copytree(folder, site / folder.name)
    _lead(site / "index.html", f"{folders[-1].name}/index.html", f"The night of {folders[-1].name}")
    for folder in folders:  # a later one replaces what an earlier one led to
        for made in sorted((folder / TUTORIALS).glob("*/index.html")):
            journey = made.parent.name
            address = f"../../{folder.name}/{TUTORIALS}/{journey}/index.html"
            _lead(site / TUTORIALS / journey / "index.html", address, f"Tutorial: {journey}")


def _lead(page: Path, address: str, title: str) -> None:
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(_AWAY.format(title=escape(title), address=escape(address)), encoding="utf-8")


if __name__ == "__main__":
    build(*map(Path, sys.argv[1:3]))
