"""Reading a record and its pictures with plain words for what is wrong; writing a file whole or not at all."""

from __future__ import annotations

import io
import tempfile
import warnings
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image
from pydantic import ValidationError

from reports.record import FILE_NAME, VERSION, Record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reports.record import Picture


class RecordError(OSError):
    """A record or a picture that cannot be used; its text is one sentence that names the file."""


def read_record(folder: Path) -> Record:
    """The record in ``folder``.

    Raises:
        RecordError: there is none, or it is not one of this version.
    """
    path = folder / FILE_NAME
    try:
        return Record.load(folder)
    except (FileNotFoundError, NotADirectoryError):
        raise RecordError(f"{folder} holds no record: there is no {path}.") from None
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        told = f"{where}: {first['msg']}" if where else first["msg"]
        raise RecordError(f"{path} is not a record of version {VERSION}: {told}.") from None


def picture_bytes(folder: Path, picture: Picture) -> bytes:
    """The clean ``picture`` of the record in ``folder`` as it lies there: a whole PNG, the sums of which are right.

    Raises:
        RecordError: it is missing, is no PNG, is damaged, has another shape than the record tells, or lies outside the
            folder.
    """
    path = _path_of(folder, picture)
    try:
        content = path.read_bytes()
        with _however_large(), Image.open(io.BytesIO(content), formats=["PNG"]) as image:
            size = image.size
            image.verify()
    except FileNotFoundError:
        raise RecordError(f"The picture {path} is missing.") from None
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):  # what Pillow raises for broken files
        raise RecordError(f"{path} is not a picture that can be read.") from None
    sharpness = size[0] / picture.width
    if abs(size[1] - picture.height * sharpness) > 1 + sharpness:
        raise RecordError(
            f"{path} has {size[0]} × {size[1]} pixels, and the record tells of a picture of {picture.width} ×"
            f" {picture.height}: it is not the one that was taken with it. Bring that one back, or play again."
        )
    return content


def _path_of(folder: Path, picture: Picture) -> Path:
    path = folder / picture.file
    if not path.resolve().is_relative_to(folder.resolve()):
        raise RecordError(f"{picture.file} is not below the record’s folder {folder}.")
    return path


def read_picture(folder: Path, picture: Picture) -> Image.Image:
    """The clean ``picture`` of the record in ``folder``, in RGB.

    Raises:
        RecordError: it is missing, is no picture, or lies outside the folder.
    """
    path = _path_of(folder, picture)
    try:
        with _however_large(), Image.open(path) as image:
            return image.convert("RGB")
    except FileNotFoundError:
        raise RecordError(f"The picture {path} is missing.") from None
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):  # what Pillow raises for broken files
        raise RecordError(f"{path} is not a picture that can be read.") from None


@contextmanager
def _however_large() -> Iterator[None]:
    """Full pages of dense screens are large; only what no page can be is refused."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        yield


@contextmanager
def appearing(path: Path) -> Iterator[Path]:
    """Write a file that takes the place of ``path`` if all went well, and leaves it as it was otherwise.

    Yields:
        Where to write, beside ``path`` and with its suffix.

    Raises:
        OSError: nothing can be written there.
    """
    path = path.absolute()
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir():
        raise IsADirectoryError(f"{path} is a folder; a file goes there.")
    with tempfile.TemporaryDirectory(prefix=f".{path.stem}-", dir=path.parent) as workshop:
        fresh = Path(workshop) / path.name
        yield fresh
        fresh.replace(path)
