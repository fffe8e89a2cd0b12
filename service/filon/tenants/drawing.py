"""Draws a stranger's picture anew, as a program of its own: it gets little time and memory, and may die of it.

A file within a megabyte can keep a decoder busy for hours, or ask for all memory there is, in more ways than anybody
lists. Here the system ends what takes too much, and the service goes on.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from io import BytesIO

from PIL import Image, ImageOps

# A picture within a megabyte can unpack to gigabytes: 16 million points are 64 MB.
LONGEST_SIDE = 4000
KEPT_SIDE = 512
# The largest picture takes less than one of them.
CPU_SECONDS = 2
MEMORY_BYTES = 1024**3
# On a busy machine two seconds of work take longer. A site gives up after five, and may wait behind this one.
PATIENCE_SECONDS = 3
_FORMATS = ("PNG", "JPEG", "WEBP")
# How the program ends; 1 is Python's own, for what is our fault.
_NO_PICTURE, _TOO_BIG, _MOVES = 3, 4, 5


class NoPicture(Exception):
    """It can't be drawn, or not with so little."""


class TooBig(NoPicture):
    """It has more than LONGEST_SIDE points a side."""


class Moves(NoPicture):
    """It has several frames."""


class TakesTooLong(NoPicture):
    """It took all the time or memory that it gets."""


def draw_anew(content: bytes) -> bytes:
    """The picture as a PNG of at most KEPT_SIDE points a side, without anything that came beside it."""
    program = [sys.executable, "-m", __name__]
    try:
        done = subprocess.run(  # noqa: S603  # this very file
            program, input=content, capture_output=True, timeout=PATIENCE_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise TakesTooLong from None
    if done.returncode == 1:
        raise RuntimeError(done.stderr.decode(errors="replace"))
    if done.returncode < 0:  # the system ended it
        raise TakesTooLong
    if done.returncode:
        raise {_TOO_BIG: TooBig, _MOVES: Moves}.get(done.returncode, NoPicture)
    return done.stdout


def _limit() -> None:
    for what, most in (
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def _draw(content: bytes) -> bytes:
    try:
        # The formats are told apart by their content: what a file is called says nothing.
        with Image.open(BytesIO(content), formats=_FORMATS) as picture:
            if max(picture.size) > LONGEST_SIDE:
                sys.exit(_TOO_BIG)
            if getattr(picture, "n_frames", 1) > 1:
                sys.exit(_MOVES)
            drawn = ImageOps.exif_transpose(picture).convert("RGBA")
    except Image.DecompressionBombError:
        sys.exit(_TOO_BIG)
    except Exception:  # decoders raise whatever they stumble over
        sys.exit(_NO_PICTURE)
    drawn.thumbnail((KEPT_SIDE, KEPT_SIDE))
    kept = BytesIO()
    drawn.save(kept, "PNG", optimize=True)
    return kept.getvalue()


if __name__ == "__main__":
    _limit()
    sys.stdout.buffer.write(_draw(sys.stdin.buffer.read()))
