"""Where tests keep their databases: in memory, for on a disk every commit waits milliseconds for it.

What a test ends is a process, which loses nothing that is written; who cuts the power keeps to the disk (durable=True).
"""

import shutil
from pathlib import Path

_MEMORY = Path("/dev/shm")
# It is half of a machine's memory unless told otherwise, and in a container next to nothing.
_ENOUGH_BYTES = 2 * 1024**3


def quick_place() -> str:
    """A folder to make folders in: memory, or the disk where there is little of it."""
    has_room = _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ENOUGH_BYTES
    return str(_MEMORY) if has_room else "/tmp"
