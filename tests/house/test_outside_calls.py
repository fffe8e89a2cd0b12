"""Only integrations speak to the outside: what others chose as an address goes through the one guarded client there."""

from __future__ import annotations

import ast

import pytest

from tests.house.source_files import ROOT

_ROOMS = ROOT / "service" / "filon"
_TO_THE_OUTSIDE = {
    *("socket", "ssl", "socketserver", "asyncio"),
    *("http.client", "urllib.request", "smtplib", "imaplib", "poplib", "ftplib", "telnetlib", "xmlrpc"),
    *("requests", "urllib3", "httpx", "aiohttp", "pycurl", "websockets", "paramiko", "dns"),
}
# Programs can speak to the outside as well.
_OTHER_PROGRAMS = {"subprocess", "multiprocessing", "pty"}
_ALLOWED = {
    "worker/process.py: socket": "asks this machine its name",
    "cli/running.py: os.execv": "becomes the server",
    "cli/running.py: subprocess": "starts web and worker",
    "foundation/drawing.py: subprocess": "draws pictures in a program of its own",
    "foundation/scanning.py: subprocess": "runs the antivirus that the operator named",
    "intake/imports/ahead.py: subprocess": "reads a long file in a program of its own",
}
# Whose addresses each calls there.
_IN_INTEGRATIONS = {
    "guarded.py": "others'",
    "own_address.py": "our own, FILON_ADDRESS",
    "smtp.py": "the operator's, FILON_SMTP",
    "deadlines.py": "none: it ends connections that take too long",
}
_CALLS = {"os.system", "os.popen", "os.execv", "os.execve", "os.execvp", "os.posix_spawn", "__import__"}


def _reaches(source: str) -> set[str]:
    """What the source imports or calls that leads outside of the process."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            # `from http import client` brings in http.client as well.
            found |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
        elif isinstance(node, ast.Call):
            found |= {ast.unparse(node.func)} & _CALLS
    return {one for one in found if _leads_outside(one)}


def _leads_outside(name: str) -> bool:
    parts = name.split(".")
    begun = {".".join(parts[: length + 1]) for length in range(len(parts))}
    return bool(begun & (_TO_THE_OUTSIDE | _OTHER_PROGRAMS | _CALLS))


@pytest.mark.parametrize(
    "bad",
    [
        "import socket",
        "import urllib.request",
        "from urllib import request",
        "from http.client import HTTPSConnection",
        "def f():\n    import requests.sessions",
        "import os\nos.system('curl x')",
    ],
)
def test_the_rule_sees_what_breaks_it(bad: str) -> None:
    assert _reaches(bad)


def test_only_integrations_reach_outside() -> None:
    found = set()
    for path in sorted(_ROOMS.rglob("*.py")):
        name = path.relative_to(_ROOMS).as_posix()
        if not name.startswith("integrations/"):
            found |= {f"{name}: {one}" for one in _reaches(path.read_text())}
    assert found - set(_ALLOWED) == set(), "call integrations, from the worker"
    assert set(_ALLOWED) - found == set(), "no longer in the code"


def test_what_others_chose_is_called_by_the_guarded_client_alone() -> None:
    speaking = {path.name for path in (_ROOMS / "integrations").glob("*.py") if _reaches(path.read_text())}
    assert speaking == set(_IN_INTEGRATIONS), "use guarded.py, or say here whose address it calls"
