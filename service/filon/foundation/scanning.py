"""Asks the antivirus that FILON_SCAN names about a file that somebody hands in, before anything of it is kept.

The program gets the file's content on its standard input and answers with its exit status: 0 for clean, 1 for
infected. That is how `clamdscan -` and `clamscan -` do it (their manual pages, "Return codes"). Whatever else it does
means that it could not tell, and what nobody could tell of is refused too.
"""

from __future__ import annotations

import logging
import os
import shlex
import signal
import subprocess

from filon.foundation.errors import Invalid
from filon.foundation.i18n import _
from filon.foundation.transactions import is_open

log = logging.getLogger(__name__)

# A daemon needs milliseconds for what people may hand in, and a process that waits serves nobody else.
PATIENCE_SECONDS = 3.0
_CLEAN, _INFECTED = 0, 1

_command: list[str] = []
_patience = PATIENCE_SECONDS


class CanNotTell(Exception):
    """The program broke or took too long; the message says which, and nothing of the file."""


def use_program(command: str, patience: float = PATIENCE_SECONDS) -> None:
    """Set the command line of this process and its seconds for a file; called once at start. Empty: nobody is asked."""
    global _command, _patience
    _command, _patience = shlex.split(command), patience


def is_set() -> bool:
    """Whether there is a program to ask."""
    return bool(_command)


def refuse_infected(content: bytes, *, field: str) -> None:
    """Raise Invalid, naming the form's field, unless the program says that the content is clean; with the code
    `unscanned` when it could not tell, and may tell later.

    Whoever calls storage.keep() calls this before, outside any transaction: it may take as long as the patience lasts.
    """
    if not is_set():
        return
    if is_open():
        raise RuntimeError(
            "A file is scanned before the first query: it takes long, and others wait to write"
        )
    try:
        infected = is_infected(content)
    except CanNotTell as error:
        log.error("a file was refused because FILON_SCAN could not tell: it %s", error)
        sentence = _("Ce fichier n’a pas pu être vérifié : réessayez dans quelques minutes.")
        raise Invalid({field: [sentence]}, code="unscanned") from None
    if infected:
        log.warning("a file was refused because FILON_SCAN found something in it")
        raise Invalid({field: [_("Ce fichier est refusé : l’antivirus y a trouvé quelque chose.")]})


def is_infected(content: bytes) -> bool:
    """What the program says of the content. Raises CanNotTell."""
    try:
        # A session of its own, so that what it starts can be ended with it; and none of our keys in its environment.
        program = subprocess.Popen(  # noqa: S603  # the operator's own words, and no shell reads them
            _command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env={name: value for name, value in os.environ.items() if not name.startswith("FILON_")},
        )
    except OSError as error:
        raise CanNotTell(f"could not be started: {error.strerror}") from None
    with program:
        try:
            program.communicate(content, timeout=_patience)
        except BaseException as error:
            os.killpg(program.pid, signal.SIGKILL)
            if isinstance(error, subprocess.TimeoutExpired):
                raise CanNotTell(f"took longer than {_patience:g} seconds") from None
            raise
    if program.returncode not in (_CLEAN, _INFECTED):
        raise CanNotTell(f"ended with status {program.returncode}")
    return program.returncode == _INFECTED
