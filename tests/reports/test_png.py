"""Reading and writing PNG files by ourselves gives what Pillow gives."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image

from reports.drawing import png


def _picture() -> Image.Image:
    return Image.merge("RGB", [Image.effect_noise((61, 47), 90) for _ in range(3)])


def _saved(image: Image.Image, **options: object) -> bytes:
    written = io.BytesIO()
    image.save(written, "PNG", **options)
    return written.getvalue()


def _put_together(header: bytes, *pixels: bytes) -> bytes:
    """A PNG with these chunks of pixels, as browsers write them."""
    chunks = ((b"IHDR", header), *((b"IDAT", each) for each in pixels), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )


def test_what_is_written_can_be_read_by_others() -> None:
    image = _picture()

    with Image.open(io.BytesIO(png.written(image))) as read:
        assert read.tobytes() == image.tobytes()


def test_what_others_wrote_is_read_without_loss() -> None:
    image = _picture()

    assert png.read(_saved(image)).tobytes() == image.tobytes()


def test_pixels_in_many_pieces_are_put_together() -> None:
    image = _picture()
    found = png.chunks(_saved(image))
    pieces = [found[b"IDAT"][start : start + 100] for start in range(0, len(found[b"IDAT"]), 100)]

    assert png.read(_put_together(found[b"IHDR"], *pieces)).tobytes() == image.tobytes()


@pytest.mark.parametrize("mode", ["L", "P", "1", "RGBA", "I;16"])
def test_pictures_of_other_kinds_become_true_colour(mode: str) -> None:
    image = Image.new(mode, (9, 5))

    assert png.read(_saved(image)).tobytes() == image.convert("RGB").tobytes()


@pytest.mark.parametrize("pixels", [b"", b"no pixels", zlib.compress(b"too few")])
def test_broken_pixels_are_told(pixels: bytes) -> None:
    header = png.chunks(png.written(_picture()))[b"IHDR"]

    with pytest.raises(OSError, match="broken"):
        png.read(_put_together(header, pixels))
