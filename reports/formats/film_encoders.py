"""Writes frames as a film: animated WebP by Pillow, MP4 and WebM where an encoder is installed."""

from __future__ import annotations

import importlib
import importlib.util
import io
import shutil
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from PIL import Image, ImageChops

from reports.drawing.geometry import Rect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

TICK: Final = 80
"""Milliseconds; every frame lasts a multiple of it."""
_RATE: Final = Fraction(1000, TICK)


class FilmError(OSError):
    """A film that cannot be written; its text is one sentence that says what to do."""


class Frame(NamedTuple):
    """A picture that stands for a while."""

    image: Image.Image
    ticks: int


@dataclass(frozen=True)
class Reel:
    """Frames that are drawn when their turn comes, of known number and size."""

    size: tuple[int, int]
    ticks: tuple[int, ...]
    """Of each frame."""
    cuts: frozenset[int]
    """Places of the frames that begin a scene."""
    draw: Callable[[], Iterator[Image.Image]]
    """All frames, from the first on."""

    def frames(self) -> Iterator[Frame]:
        """All frames with their durations."""
        for image, ticks in zip(self.draw(), self.ticks, strict=True):
            yield Frame(image, ticks)


class _Codec(NamedTuple):
    name: str
    settings: dict[str, str]


_CODECS: Final = {
    ".mp4": _Codec("libx264", {"crf": "20", "preset": "fast"}),
    ".webm": _Codec("libvpx-vp9", {"crf": "30", "b:v": "0", "row-mt": "1", "deadline": "realtime", "cpu-used": "8"}),
}
SUFFIXES: Final = (".webp", *_CODECS)


def encoder(path: Path) -> Callable[[Reel, Path], None]:
    """What writes a film to ``path``, chosen by its suffix.

    Raises:
        FilmError: the suffix is none of ``SUFFIXES``, or its encoder is not installed.
    """
    suffix = path.suffix.lower()
    if suffix == ".webp":
        return _write_webp
    if suffix not in _CODECS:
        raise FilmError(f"A film is one of {', '.join(SUFFIXES)}; {path.name} is none of them.")
    codec = _CODECS[suffix]
    program = shutil.which("ffmpeg") or _packaged_ffmpeg()
    if program:
        return lambda reel, out: _write_with_ffmpeg(program, codec, reel, out)
    if importlib.util.find_spec("av"):
        return lambda reel, out: _write_with_pyav(codec, reel, out)
    raise FilmError(
        f"No encoder for {suffix} is installed: install ffmpeg, or the extra with pip install 'parcours[film]';"
        " or choose a name that ends in .webp, which needs nothing more."
    )


def _packaged_ffmpeg() -> str | None:
    """The program that the package imageio-ffmpeg brings along."""
    if not importlib.util.find_spec("imageio_ffmpeg"):
        return None
    package: Any = importlib.import_module("imageio_ffmpeg")
    try:
        return str(package.get_ffmpeg_exe())
    except RuntimeError:  # it brings none for this kind of machine
        return None


# Animated WebP. Pillow's own animations take pixels that nearly equal those before as equal, and so leave ghosts of
# former screens. Here each frame is a still of Pillow's: a whole picture where a scene begins, and after it all that
# has changed since the last frame that stood, exactly. The container is described in RFC 9649.

_STANDING: Final = {"quality": 80, "method": 4}
_PASSING: Final = {"quality": 45, "method": 2}
"""For frames of one tick: the next one that stands draws all that they touched anew."""
_ANIMATED, _TRANSPARENT = 0x02, 0x10
_FOREVER: Final = 0
_BLOCK: Final = 16


class _Patch(NamedTuple):
    """What one frame changes."""

    left: int
    top: int
    image: Image.Image


def _write_webp(reel: Reel, path: Path) -> None:
    width, height = reel.size
    flags = (_ANIMATED | _TRANSPARENT).to_bytes(4, "little")
    head = _chunk(b"VP8X", flags + _three(width - 1) + _three(height - 1))
    animation = _chunk(b"ANIM", b"\xff\xff\xff\xff" + _FOREVER.to_bytes(2, "little"))
    frames = b"".join(_animation_frame(patch, ticks) for patch, ticks in _patches(reel))
    path.write_bytes(_chunk(b"RIFF", b"WEBP" + head + animation + frames))


def _patches(reel: Reel) -> Iterator[tuple[_Patch, int]]:
    before = Image.new("RGB", reel.size)
    touched = Image.new("L", reel.size)
    for place, (image, ticks) in enumerate(reel.frames()):
        if place in reel.cuts:
            touched.paste(255, (0, 0, *reel.size))
        touched = ImageChops.lighter(touched, _changed(before, image))
        yield _patch(image, touched), ticks
        if ticks > 1:
            touched = Image.new("L", reel.size)
        before = image


def _changed(before: Image.Image, after: Image.Image) -> Image.Image:
    """White wherever two frames are not the same."""
    red, green, blue = ImageChops.difference(before, after).split()
    return ImageChops.lighter(ImageChops.lighter(red, green), blue).point([0] + [255] * 255)


def _patch(image: Image.Image, touched: Image.Image) -> _Patch:
    """The touched blocks of ``image``, with all else transparent.

    Blocks as the codec has them, for what was in one of them has blurred into the whole of it.
    """
    coarse = touched.reduce(_BLOCK).point([0] + [255] * 255)
    mask = coarse.resize((coarse.width * _BLOCK, coarse.height * _BLOCK), Image.Resampling.NEAREST)
    box = Rect(*(mask.getbbox() or (0, 0, _BLOCK, _BLOCK))).clipped(Rect(0, 0, *image.size))
    part, mask = image.crop(box), mask.crop(box)
    if mask.getextrema() != (255, 255):
        part.putalpha(mask)
    return _Patch(box.left, box.top, part)


def _animation_frame(patch: _Patch, ticks: int) -> bytes:
    stored = io.BytesIO()
    patch.image.save(stored, "WEBP", **(_PASSING if ticks == 1 else _STANDING))
    width, height = patch.image.size
    place = _three(patch.left // 2) + _three(patch.top // 2) + _three(width - 1) + _three(height - 1)
    pixels = b"".join(_chunk(kind, data) for kind, data in _chunks(stored.getvalue()) if kind in _PIXELS)
    return _chunk(b"ANMF", place + _three(ticks * TICK) + b"\x00" + pixels)


_PIXELS: Final = (b"ALPH", b"VP8 ", b"VP8L")


def _three(number: int) -> bytes:
    return number.to_bytes(3, "little")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return kind + len(data).to_bytes(4, "little") + data + b"\x00" * (len(data) % 2)


def _chunks(still: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks of a WebP file, after its header of twelve bytes."""
    at = 12
    while at < len(still):
        kind, size = still[at : at + 4], int.from_bytes(still[at + 4 : at + 8], "little")
        yield kind, still[at + 8 : at + 8 + size]
        at += 8 + size + size % 2


# Video


def _steady(frames: Iterable[Frame]) -> Iterator[Image.Image]:
    """Each frame as often as it has ticks."""
    for image, ticks in frames:
        for _ in range(ticks):
            yield image


def _write_with_ffmpeg(program: str, codec: _Codec, reel: Reel, path: Path) -> None:
    width, height = reel.size
    raw = ("-f", "rawvideo", "-pix_fmt", "rgb24", "-video_size", f"{width}x{height}", "-framerate", str(_RATE))
    settings = [part for key, value in codec.settings.items() for part in (f"-{key}", value)]
    bare = ("-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact")
    command = [program, "-nostdin", "-y", "-loglevel", "error", *raw, "-i", "-", "-an", "-c:v", codec.name, *settings]
    command += [
        "-pix_fmt",
        "yuv420p",
        *bare,
        *(("-movflags", "+faststart") if path.suffix == ".mp4" else ()),
        str(path),
    ]
    with tempfile.TemporaryFile() as told:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=told, stderr=told)  # noqa: S603 -- our own list
        with process, suppress(BrokenPipeError):  # it has ended early; why, is told below
            _feed(process, reel)
        if process.returncode:
            told.seek(0)
            lines = told.read().decode(errors="replace").strip().splitlines() or ["it tells nothing"]
            raise FilmError(f"{program} could not write the film: {lines[-1]}.")


def _feed(process: subprocess.Popen[bytes], reel: Reel) -> None:
    if process.stdin is None:
        return
    with process.stdin as pipe:
        for image in _steady(reel.frames()):
            pipe.write(image.tobytes())


def _write_with_pyav(codec: _Codec, reel: Reel, path: Path) -> None:
    av: Any = importlib.import_module("av")
    try:
        with av.open(str(path), "w", options={"fflags": "+bitexact"}) as container:
            stream = container.add_stream(codec.name, rate=_RATE, options=codec.settings)
            stream.width, stream.height = reel.size
            stream.pix_fmt = "yuv420p"
            for image in _steady(reel.frames()):
                container.mux(stream.encode(av.VideoFrame.from_image(image)))
            container.mux(stream.encode(None))
    except ValueError as error:  # a codec that this build lacks
        raise FilmError(f"PyAV could not write the film: {error}.") from None
