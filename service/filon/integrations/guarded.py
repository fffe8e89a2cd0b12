"""HTTP to addresses that others chose: resolved once, pinned, never private, no redirects, bounded in time and size."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

from filon.integrations.deadlines import cut_after

# For all of a name's first addresses together: one whose addresses are dead holds nobody longer than another.
CONNECT_SECONDS, MOST_TRIED = 5, 3
# From the first byte sent to the last one read. A name's resolution comes before, as long as the resolver takes.
TOTAL_SECONDS = 15
LONGEST_ANSWER = 256 * 1024
_IPV6_OF_THE_INTERNET = ipaddress.ip_network("2000::/3")


class Refused(Exception):
    """The address is not one that we call: private, unresolvable, or not http(s)."""


class Unresolved(Refused):
    """The name has no address, which may be the fault of a moment."""


class NoAnswer(Exception):
    """Nobody answered in time, or with more than we read."""


class TooLong(NoAnswer):
    """The answer is longer than we read."""


@dataclass(frozen=True)
class Answer:
    """`headers` by their names in lower case; of several of one name the last."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


def post(
    url: str,
    *,
    body: bytes,
    headers: dict[str, str],
    allow_private: bool = False,
    seconds: float = TOTAL_SECONDS,
) -> Answer:
    """POST to an address from outside; raises Refused or NoAnswer. `allow_private` is for trying out on loopback."""
    return call("POST", url, body=body, headers=headers, allow_private=allow_private, seconds=seconds)


def call(
    method: str,
    url: str,
    *,
    headers: dict[str, str],
    body: bytes | None = None,
    allow_private: bool = False,
    seconds: float = TOTAL_SECONDS,
    longest: int = LONGEST_ANSWER,
) -> Answer:
    """Any method, read up to `longest` bytes of an answer; otherwise as post()."""
    parts, port = _read(url)
    addresses = _resolve(parts.hostname or "", port, allow_private)
    # Given an open socket, http.client resolves and connects nothing itself, and it follows no redirect.
    connection = http.client.HTTPConnection(parts.hostname or "", port)
    connection.auto_open = 0
    try:
        with cut_after(seconds, lambda: connection.sock):
            connection.sock = _connect(addresses, port, min(CONNECT_SECONDS, seconds))
            connection.sock.settimeout(seconds)
            if parts.scheme == "https":
                _encrypt(connection, parts.hostname or "")
            host = {"Host": parts.netloc.rpartition("@")[2], "User-Agent": "Filon"}
            connection.request(method, _target(parts), body, {**headers, **host})
            response = connection.getresponse()
            read = response.read(longest + 1)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NoAnswer(type(error).__name__) from None
    finally:
        connection.close()
    if len(read) > longest:
        raise TooLong("the answer is too long")
    named = {name.lower(): value for name, value in response.getheaders()}
    return Answer(response.status, read, named)


def _read(url: str) -> tuple[SplitResult, int]:
    try:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}[parts.scheme]
    except (ValueError, KeyError):
        raise Refused("not an http address") from None
    if not parts.hostname:
        raise Refused("not an http address")
    return parts, port


def _target(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _encrypt(connection: http.client.HTTPConnection, host: str) -> None:
    context = ssl.create_default_context()
    # The name is checked, not the pinned address; the handshake is within reach of the deadline.
    encrypted = context.wrap_socket(connection.sock, server_hostname=host, do_handshake_on_connect=False)
    connection.sock = encrypted
    encrypted.do_handshake()


def _connect(addresses: list[str], port: int, seconds: float) -> socket.socket:
    """The first that takes the call, within the time: without IPv6 a site that has both is reached by the other."""
    share = seconds / len(addresses)
    for address in addresses[:-1]:
        with suppress(OSError):
            return socket.create_connection((address, port), share)
    return socket.create_connection((addresses[-1], port), share)


def _resolve(host: str, port: int, allow_private: bool) -> list[str]:
    """Some addresses of the host that may be called, at least one, in the system's order; raises Refused."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unresolved(f"{type(error).__name__}: the name does not resolve") from None
    addresses = [ipaddress.ip_address(str(target[0]).partition("%")[0]) for *_rest, target in found]
    allowed = [str(address) for address in addresses if allow_private or _is_public(address)]
    if not allowed:
        raise Refused("a private address")
    return allowed[:MOST_TRIED]


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether it leads to the internet, and not by way of an IPv4 address wrapped in it (6to4, Teredo, NAT64)."""
    if isinstance(address, ipaddress.IPv4Address):
        return address.is_global and not address.is_multicast
    wrapped = address.sixtofour or address.teredo
    return address.is_global and address in _IPV6_OF_THE_INTERNET and not wrapped
