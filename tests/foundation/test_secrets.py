"""Secrets at rest: what is sealed opens only here, with a key in force, in the place it was sealed for."""

from __future__ import annotations

import base64
import json

import pytest
from click.testing import CliRunner

from filon.cli import main
from filon.foundation import secrets
from filon.foundation.config import load
from filon.foundation.outbox import Event
from filon.foundation.secrets import Keyring, Unsealable, derive, digest
from filon.notifications.actions import mail_of
from filon.notifications.models import Notification
from filon.tenants.models import Site
from filon.tenants.operators import sign_in as operators
from filon.tenants.operators import staff
from filon.tenants.sign_in import DOORSTEP
from filon.worker.events import claim, run
from tests.parts.service import ADDRESS, Filon, PairedSite, submission

OLD, NEW = ("old", bytes(32)), ("new", bytes(range(32)))


def test_it_works() -> None:
    ring = Keyring((OLD,))
    sealed = ring.seal("clé".encode(), context="site a")
    assert ring.unseal(sealed, context="site a") == "clé".encode()
    assert sealed.startswith("old.")
    assert "clé" not in sealed


def test_the_same_secret_is_never_sealed_the_same() -> None:
    ring = Keyring((OLD,))
    assert len({ring.seal(b"x", context="c") for _ in range(100)}) == 100


def test_it_opens_nowhere_else() -> None:
    ring = Keyring((OLD,))
    sealed = ring.seal(b"x", context="site a")
    with pytest.raises(Unsealable, match="another place"):
        ring.unseal(sealed, context="site b")
    with pytest.raises(Unsealable, match="old"):
        Keyring((NEW,)).unseal(sealed, context="site a")
    with pytest.raises(Unsealable):
        Keyring((("old", NEW[1]),)).unseal(sealed, context="site a")


def test_what_was_changed_does_not_open() -> None:
    ring = Keyring((OLD,))
    sealed = ring.seal(b"thirty-two bytes of some secret.", context="c")
    name, _, encoded = sealed.partition(".")
    blob = base64.urlsafe_b64decode(encoded)
    for position in range(len(blob)):
        changed = bytearray(blob)
        changed[position] ^= 1
        with pytest.raises(Unsealable):
            ring.unseal(f"{name}.{base64.urlsafe_b64encode(changed).decode()}", context="c")
    for broken in (
        "",
        "old",
        "old.",
        "old.a",
        "old.é",
        f"{name}.{encoded[:8]}",
        f"{name}.{encoded[:-8]}",
        f"x{sealed}",
    ):
        with pytest.raises(Unsealable):
            ring.unseal(broken, context="c")


def test_the_first_key_seals_and_all_open() -> None:
    sealed = Keyring((OLD,)).seal(b"x", context="c")
    both = Keyring((NEW, OLD))
    assert both.unseal(sealed, context="c") == b"x"
    assert both.is_old(sealed)
    again = both.seal(b"x", context="c")
    assert not both.is_old(again)
    assert Keyring((NEW,)).unseal(again, context="c") == b"x"


def test_a_key_for_each_purpose() -> None:
    made = {derive(b"k", salt=salt, info=info) for salt in ("a", "b") for info in ("a", "b")}
    assert len(made) == 4
    assert {len(key) for key in made} == {32}


def test_tokens_are_kept_as_their_sha256() -> None:
    assert digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_keys_are_changed_without_a_stop(filon: Filon, alice: PairedSite) -> None:
    """A new key in front, everything sealed again, the old one dropped: neither site nor owner notices anything."""
    alice.deliver(submission())
    (asked,) = claim(Event.name == "lead.recorded", "test")
    run(asked, filon.settings)  # the owner's mail waits, sealed
    filon.client.post("/app/sign-in", data={"email": "alice@atlas.example"})
    (asked,) = claim(Event.name == "sign_in.asked", "test")
    run(asked, filon.settings)  # and one with a link
    staff.add("olivia@agence.example", "Olivia")
    halfway = operators.use_link(operators.new_link("olivia@agence.example") or "", caller="a test")
    name, _, old_key = filon.environ["FILON_KEYS"].partition(":")
    made = CliRunner().invoke(main, ["keys", "new"], env=filon.environ)
    new_key = made.output.strip()
    load({"FILON_ADDRESS": ADDRESS, "FILON_ENVIRONMENT": "development", "FILON_KEYS": new_key})

    both = {**filon.environ, "FILON_KEYS": f"{new_key},{name}:{old_key}"}
    assert CliRunner().invoke(main, ["keys", "reseal"], env=both).output == "5 sealed again\n"
    assert CliRunner().invoke(main, ["keys", "reseal"], env=both).output == "0 sealed again\n"
    secrets.use_keys(load({**both, "FILON_KEYS": new_key}).keys)
    assert alice.deliver(submission()).status_code == 200
    with filon.inside(alice.tenant, write=False):
        assert Site.get().secret.startswith(new_key.partition(":")[0] + ".")
        assert "Salma Bennani" in mail_of(Notification.get()).text
    with filon.inside(DOORSTEP, write=False):
        assert "/app/sign-in/" in mail_of(Notification.get()).text
    assert operators.secret_to_enrol(halfway)


def test_a_sealed_secret_moved_to_another_site_is_of_no_use(
    filon: Filon, alice: PairedSite, charlie: PairedSite
) -> None:
    """Somebody who can write the database copies a secret that he knows over another's."""
    with filon.inside(charlie.tenant):
        his = Site.get().secret
    with filon.inside(alice.tenant):
        Site.update(secret=his).execute()
    charlie.id = alice.id
    answer = charlie.deliver(submission())
    assert answer.status_code == 500
    assert "secret" not in json.dumps(answer.json)
