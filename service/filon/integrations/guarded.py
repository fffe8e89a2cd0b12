"""HTTP to addresses that others chose: resolved once, pinned, never private, no redirects, bounded in time and size."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter

CONNECT_SECONDS = 5
READ_SECONDS = 10
LONGEST_ANSWER = 256 * 1024


class Refused(Exception):
    """The address is not one that we call: private, unresolvable, or not http(s)."""


class NoAnswer(Exception):
    """Nobody answered in time, or with more than we read."""


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes


class _Pinned(HTTPAdapter):
    """Connects to the address that was checked, whatever the name resolves to by now; TLS still checks the name."""

    def __init__(self, host: str, address: str) -> None:
        self._host, self._address = host, address
        super().__init__(max_retries=0)

    def build_connection_pool_key_attributes(self, request, verify, cert=None):  # type: ignore[no-untyped-def]
        host_params, pool_kwargs = super().build_connection_pool_key_attributes(request, verify, cert)
        host_params["host"] = self._address
        if host_params["scheme"] == "https":
            names = {"assert_hostname": self._host, "server_hostname": self._host}
            pool_kwargs.update(names)  # type: ignore[typeddict-item]  # urllib3 takes them
        return host_params, pool_kwargs


def post(url: str, *, body: bytes, headers: dict[str, str], allow_private: bool = False) -> Answer:
    """POST to an address from outside; raises Refused or NoAnswer. `allow_private` is for trying out on loopback."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or not host:
        raise Refused("not an http address")
    address = _resolve(host, parts.port or (443 if parts.scheme == "https" else 80), allow_private)
    with requests.Session() as session:
        session.trust_env = False
        session.mount(f"{parts.scheme}://", _Pinned(host, address))
        try:
            with session.post(
                url,
                data=body,
                headers={**headers, "Host": parts.netloc.rpartition("@")[2]},
                timeout=(CONNECT_SECONDS, READ_SECONDS),
                allow_redirects=False,
                stream=True,
            ) as response:
                read = response.raw.read(LONGEST_ANSWER + 1, decode_content=True) or b""
                if len(read) > LONGEST_ANSWER:
                    raise NoAnswer("the answer is too long")
                return Answer(response.status_code, read)
        except (requests.RequestException, OSError) as error:
            raise NoAnswer(type(error).__name__) from None


def _resolve(host: str, port: int, allow_private: bool) -> str:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Refused(f"{type(error).__name__}: the name does not resolve") from None
    for *_rest, target in found:
        address = ipaddress.ip_address(str(target[0]).partition("%")[0])
        if allow_private or address.is_global:
            return str(address)
    raise Refused("a private address")
