"""Handing over one mail: accepted, refused for now, refused for good, or never answered."""

from __future__ import annotations

import socket
import threading
import time
from email.message import EmailMessage

import pytest

from filon.integrations import smtp
from tests.integrations.peers import Peer, drip
from tests.parts.smtp import Mailbox


def _mail(to: str = "alice@atlas.example") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "filon@agence.example", to, "Nouvelle demande"
    message.set_content("Bonjour 👋")
    return message


def _send(port: int, **how: float) -> None:
    smtp.send(f"smtp://127.0.0.1:{port}", _mail(), **how)


def test_it_works(mailbox: Mailbox) -> None:
    _send(mailbox.port)
    (mail,) = mailbox.mails
    assert (mail.sender, mail.recipients) == ("filon@agence.example", ["alice@atlas.example"])
    assert mail.text == "Bonjour 👋"


def test_refused_for_now(mailbox: Mailbox) -> None:
    mailbox.answer = "refuse"
    with pytest.raises(smtp.NotAccepted, match="451 Try again later") as refusal:
        _send(mailbox.port)
    assert not refusal.value.for_good


def test_refused_for_good(mailbox: Mailbox) -> None:
    mailbox.answer = "reject"
    with pytest.raises(smtp.NotAccepted, match="550 No such mailbox") as refusal:
        _send(mailbox.port)
    assert refusal.value.for_good


def test_nobody_listens(mailbox: Mailbox) -> None:
    mailbox.stop()
    with pytest.raises(smtp.NotAccepted) as refusal:
        _send(mailbox.port)
    assert not refusal.value.for_good


def test_a_server_that_takes_nothing_just_now_is_tried_again() -> None:
    def closed(connection: socket.socket, _over: threading.Event) -> None:
        connection.sendall(b"554 No service for you\r\n")

    with Peer(closed) as peer, pytest.raises(smtp.NotAccepted, match="554") as refusal:
        _send(peer.port)
    assert not refusal.value.for_good, "it says nothing about this mail"


def _slow_greeting(connection: socket.socket, over: threading.Event) -> None:
    drip(connection, over, b"2")


def _slow_replies(connection: socket.socket, over: threading.Event) -> None:
    connection.sendall(b"220 ready\r\n")
    connection.recv(1000)
    drip(connection, over, b"250-X\r\n")


def _silent(connection: socket.socket, over: threading.Event) -> None:
    over.wait(10)


@pytest.mark.parametrize("speak", [_slow_greeting, _slow_replies, _silent])
def test_nobody_holds_us_for_long(speak: object) -> None:
    """Each byte comes in time for the socket; the whole does not."""
    begun = time.monotonic()
    with Peer(speak) as peer, pytest.raises(smtp.NotAccepted) as refusal:  # type: ignore[arg-type]
        _send(peer.port, seconds=0.4)
    assert time.monotonic() - begun < 3
    assert not refusal.value.for_good


class Scripted:
    """A mail server that gives these replies in order and remembers what it heard."""

    def __init__(self, *replies: bytes) -> None:
        self.heard = b""
        self._replies = replies

    def __call__(self, connection: socket.socket, _over: threading.Event) -> None:
        connection.sendall(b"220 ready\r\n")
        for reply in self._replies:
            end = b"\r\n.\r\n" if reply == b"250 taken" else b"\r\n"
            heard = b""
            while not heard.endswith(end):
                some = connection.recv(1000)
                if not some:
                    return
                heard += some
            self.heard += heard
            connection.sendall(reply + b"\r\n")


def test_an_odd_farewell_does_not_send_the_mail_twice() -> None:
    """The server took the mail; what it says to QUIT changes nothing."""
    rude = Scripted(
        b"250 hello", b"250 sender", b"250 recipient", b"354 go on", b"250 taken", b"421 too busy to say bye"
    )
    with Peer(rude) as peer:
        _send(peer.port)
    assert peer.callers == 1


def test_the_machines_own_server_needs_no_certificate() -> None:
    """A mail server just installed offers STARTTLS with a certificate that nobody signed."""
    local = Scripted(
        b"250-hello\r\n250 STARTTLS", b"250 sender", b"250 recipient", b"354 go on", b"250 taken", b"221 bye"
    )
    with Peer(local) as peer:
        _send(peer.port)
    assert b"STARTTLS" not in local.heard


def test_a_password_is_never_sent_in_the_clear() -> None:
    careless = Scripted(b"250-hello\r\n250 AUTH PLAIN LOGIN", *[b"235 welcome"] * 5)
    with Peer(careless) as peer, pytest.raises(smtp.NotAccepted) as refusal:
        smtp.send(f"smtp://alice:secret@127.0.0.1:{peer.port}", _mail())
    assert b"AUTH" not in careless.heard
    assert not refusal.value.for_good, "ours to mend, and the mail waits"
