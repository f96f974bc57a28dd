"""Output folders that appear whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from typing import TYPE_CHECKING

from reports.record import FILE_NAME

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """Fill a new folder, which takes the place of ``folder`` if all went well.

    Whatever goes wrong meanwhile, ``folder`` stays as it was and nothing else is left behind.

    Yields:
        An empty folder beside ``folder``.

    Raises:
        FileExistsError: there is something at ``folder`` that is no output of ours; it is not touched.
    """
    folder = folder.absolute()
    must_be_replaceable(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as temporary:
        workshop = folder.parent / temporary
        fresh, former = workshop / "new", workshop / "old"
        fresh.mkdir()
        yield fresh
        if folder.exists():
            folder.rename(former)
        try:
            fresh.rename(folder)
        except OSError:
            if former.exists():
                former.rename(folder)
            raise


def must_be_replaceable(folder: Path) -> None:
    """See to it, before long work begins, that its output may go to ``folder``.

    Raises:
        FileExistsError: there is something at ``folder`` that is no output of ours.
        OSError: nothing can be written beside ``folder``.
    """
    with tempfile.TemporaryDirectory(dir=_made(folder.absolute().parent)):
        pass
    if folder.exists() and not _is_ours(folder):
        raise FileExistsError(f"{folder} holds something else than a tutorial; choose another folder.")


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _is_ours(folder: Path) -> bool:
    return folder.is_dir() and ((folder / FILE_NAME).is_file() or not any(folder.iterdir()))


def copy(source: Path, name: str, target: Path) -> None:
    """Copy the file ``name`` below ``source`` to the same place below ``target``.

    Raises:
        ValueError: ``name`` leads out of ``source``.
        OSError: it cannot be read or written.
    """
    origin = (source / name).resolve()
    if not origin.is_relative_to(source.resolve()):
        raise ValueError(f"{name} is not below the record’s folder.")
    (target / name).parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(origin, target / name)
