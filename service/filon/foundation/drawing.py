"""Draws a stranger's picture anew, as a program of its own: it gets little time and memory, and may die of it.

A file within a megabyte can keep a decoder busy for hours, or ask for all memory there is, in more ways than anybody
lists. Here the system ends what takes too much, and the service goes on.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from dataclasses import asdict, dataclass
from io import BytesIO

from PIL import Image, ImageOps

# The largest picture that a site or a phone brings takes less than one of them.
CPU_SECONDS = 2
MEMORY_BYTES = 1024**3
# On a busy machine two seconds of work take longer. A site gives up after five, and may wait behind this one.
PATIENCE_SECONDS = 3
# How the program ends; 1 is Python's own, for what is our fault.
_NO_PICTURE, _TOO_BIG, _MOVES = 3, 4, 5


@dataclass(frozen=True)
class Wanted:
    """What is drawn: of at most `kept_side` points a side, as a PNG or a JPEG, of a picture in one of these formats.

    A picture of more than `longest_side` points a side is not even begun: a megabyte can unpack to gigabytes. One that
    moves is refused, or stands still at its beginning (`may_move`).
    """

    kept_side: int
    longest_side: int
    formats: tuple[str, ...] = ("PNG", "JPEG", "WEBP")
    drawn_as: str = "PNG"
    may_move: bool = False


class NoPicture(Exception):
    """It can't be drawn, or not with so little."""


class TooBig(NoPicture):
    """It has more points a side than are wanted."""


class Moves(NoPicture):
    """It has several frames."""


class TakesTooLong(NoPicture):
    """It took all the time or memory that it gets."""


def draw_anew(content: bytes, wanted: Wanted) -> bytes:
    """The picture as it is wanted, without anything that came beside it. Raises NoPicture."""
    program = [sys.executable, "-m", __name__, json.dumps(asdict(wanted))]
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


def _draw(content: bytes, wanted: Wanted) -> bytes:
    try:
        # The formats are told apart by their content: what a file is called says nothing.
        with Image.open(BytesIO(content), formats=wanted.formats) as picture:
            if max(picture.size) > wanted.longest_side:
                sys.exit(_TOO_BIG)
            if getattr(picture, "n_frames", 1) > 1 and not wanted.may_move:
                sys.exit(_MOVES)
            # Of a phone's photograph an eighth is enough for a small one, and takes an eighth of the time.
            picture.draft(None, (2 * wanted.kept_side, 2 * wanted.kept_side))
            drawn = ImageOps.exif_transpose(picture).convert("RGBA")
    except Image.DecompressionBombError:
        sys.exit(_TOO_BIG)
    except Exception:  # decoders raise whatever they stumble over
        sys.exit(_NO_PICTURE)
    drawn.thumbnail((wanted.kept_side, wanted.kept_side))
    if wanted.drawn_as == "JPEG":  # which knows nothing of what shines through
        paper = Image.new("RGBA", drawn.size, "white")
        paper.alpha_composite(drawn)
        drawn = paper.convert("RGB")
    kept = BytesIO()
    drawn.save(kept, wanted.drawn_as, optimize=True)
    return kept.getvalue()


if __name__ == "__main__":
    _limit()
    sys.stdout.buffer.write(_draw(sys.stdin.buffer.read(), Wanted(**json.loads(sys.argv[1]))))
