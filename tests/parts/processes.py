"""Starts a server in a process group of its own and ends the whole group, whatever happens to the tests."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

# The kernel tells a server when the tests die (setpriv's parent death signal). Workers of PHP's web server go
# on serving when only their parent ends, so there a small shell hears it and passes it to its whole group.
_PASS_ON = """
trap 'trap "" TERM; kill -s TERM 0' TERM
"$@" &
wait $!
"""


class NotStarted(Exception):
    """A server did not answer in time; the text ends with what it wrote."""


def until(condition: Callable[[], object], what: str, seconds: float = 60) -> None:
    """Wait until condition() is true; after `seconds` raise TimeoutError naming `what` was awaited."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {seconds} s for {what}")
        time.sleep(0.02)


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listening(port: int) -> bool:
    """Whether something accepts connections on 127.0.0.1:port."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def program(name: str, target: str, *places: str) -> str:
    """Path of a program: the newest match of `places` (globs), else on PATH, else it says what to install."""
    found = [str(path) for glob in places for path in sorted(Path("/").glob(glob.lstrip("/")), reverse=True)]
    path = found[0] if found else shutil.which(name)
    if path is None:
        raise FileNotFoundError(f"{name} is not installed: run bin/install {target}")
    return path


def as_user(user: str | None) -> list[str]:
    """Words that run the command after them as another user; none for the present one."""
    return ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups"] if user else []


def children(pid: int) -> list[int]:
    """Processes that this one has started and that have not ended."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            state, parent = path.read_text().rpartition(")")[2].split()[:2]
            if int(parent) == pid and state not in "ZX":
                found.append(int(path.parent.name))
    return found


class Server:
    """One running server: started by the constructor, ended by stop() (asked, then forced) or kill()."""

    def __init__(
        self,
        argv: Sequence[str],
        *,
        log: Path,
        ready: Callable[[], bool],
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        user: str | None = None,
        end: signal.Signals = signal.SIGTERM,
        orphans: bool = False,
        seconds: float = 60,
    ) -> None:
        """Start argv (as `user` when given) and wait for ready(); `end` is the signal that asks it to stop.

        `orphans` is for a server whose children go on when it ends.
        The server also ends when the *thread* that started it ends: so the kernel reports a dead parent.
        Raises NotStarted with the tail of the log.
        """
        self.log = log
        pass_on = ["sh", "-c", _PASS_ON, "sh"] if orphans else []
        self._end = end
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                [*as_user(user), "setpriv", f"--pdeathsig={end.name[3:]}", *pass_on, *argv],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**os.environ, **(env or {})},
                cwd=cwd,
                start_new_session=True,
            )
        try:
            until(lambda: self.process.poll() is not None or ready(), " ".join(argv[:2]), seconds)
        except BaseException as error:
            self.kill()
            raise NotStarted(f"{error}\n{self._tail()}") from error
        if self.process.poll() is not None:
            raise NotStarted(f"{argv[0]} ended with status {self.process.returncode}\n{self._tail()}")

    def _tail(self) -> str:
        return self.log.read_text(errors="replace")[-2000:]

    @property
    def pid(self) -> int:
        """Number of the process group."""
        return self.process.pid

    def freeze(self) -> None:
        """Stop all its threads where they are; returns when they stand, since a signal sent is only on its way.

        SIGCONT lets it go on.
        """
        self.process.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, self.process.pid, os.WSTOPPED | os.WNOWAIT)

    def stop(self, seconds: float = 10) -> None:
        """Ask the whole group to end; force what is still there after `seconds`."""
        if self.process.poll() is None:
            self.process.send_signal(self._end)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(seconds)
        self.kill()

    def kill(self) -> None:
        """End the whole group at once with SIGKILL, as a power cut would."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        until(lambda: not self._living(), f"the group of {self.process.args!r} to end")

    def _living(self) -> list[str]:
        # The kernel ends a group one by one, and a port is free only when the last one is gone.
        living = []
        for path in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                state, _parent, group = path.read_text().rpartition(")")[2].split()[:3]
                if int(group) == self.process.pid and state not in "ZX":
                    living.append(path.parent.name)
        return living
