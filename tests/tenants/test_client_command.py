"""`filon client …` and `filon site …`: what the agency's staff types, and what it answers."""

from __future__ import annotations

from typing import Any

from click.testing import CliRunner, Result

from filon.cli import main
from filon.foundation.signatures import read_connection_code
from filon.leads.models import Lead
from filon.tenants.models import Member, Tenant
from tests.foundation.neighbours import record
from tests.parts.service import ADDRESS, Filon, PairedSite, submission


def run(filon: Filon, *words: str, **how: Any) -> Result:
    """One command, as typed."""
    return CliRunner().invoke(main, [*words], env=filon.environ, **how)


def add(filon: Filon, *more: str) -> Result:
    words = (
        "client",
        "add",
        "Boulangerie Amal",
        "--site",
        "https://amal.example",
        "--owner",
        "amal@amal.example",
    )
    return run(filon, *words, *more)


def test_it_works(filon: Filon) -> None:
    """The printed code, pasted into WordPress, connects the site of the client that was added."""
    added = add(filon)
    assert added.exit_code == 0, added.output
    code = added.stdout.splitlines()[-1]
    assert read_connection_code(code)[0] == ADDRESS
    listed = run(filon, "client", "list").stdout
    assert "1  Boulangerie Amal" in listed
    assert "waiting for its code" in listed

    token = read_connection_code(code)[1]
    body = {
        "token": token,
        "nonce": "n" * 16,
        "home_url": "https://amal.example",
        "rest_url": "https://amal.example/wp-json/",
        "version": "0.1.0",
    }
    assert filon.client.post("/api/v1/sites/pairing", json=body).json["business"] == "Boulangerie Amal"
    shown = run(filon, "client", "show", "1").stdout
    assert "MA MAD Africa/Casablanca fr" in shown
    assert "owner   amal  amal@amal.example" in shown
    assert "connected" in shown
    assert "0 leads, 0 to call, 0 submissions set aside" in shown


def test_details_are_the_clients_own(filon: Filon) -> None:
    french = ("--region", "FR", "--currency", "EUR", "--zone", "Europe/Paris", "--language", "en")
    assert add(filon, *french).exit_code == 0
    assert "FR EUR Europe/Paris en" in run(filon, "client", "show", "1").stdout


def test_a_wrong_detail_is_named_and_nothing_is_kept(filon: Filon) -> None:
    for change, named in (
        (("--site", "http://amal.example"), "site"),
        (("--site", "amal.example"), "site"),
        (("--site", "https://"), "site"),
        (("--site", "https://amal.example; script-src *"), "site"),
        (("--site", "https://amal.example *"), "site"),
        (("--site", "https://alice@amal.example"), "site"),
        (("--owner", "amal"), "owner"),
        (("--owner", "amal @amal.example"), "owner"),
        (("--owner", "amal\x00@amal.example"), "owner"),
        (("--region", "Maroc"), "region"),
        (("--currency", "dh"), "currency"),
        (("--zone", "Africa/Nowhere"), "zone"),
        (("--language", "de"), "language"),
    ):
        refused = add(filon, *change)
        assert refused.exit_code == 1, change
        assert refused.stderr.startswith(f"Error: {named}: "), change
    assert run(filon, "client", "list").stdout == ""


def test_everything_wrong_is_said_at_once(filon: Filon) -> None:
    refused = run(filon, "client", "add", " ", "--site", "x", "--owner", "y", "--region", "z")
    assert all(f"{name}: " in refused.stderr for name in ("name", "site", "owner", "region"))


def test_each_sees_its_own_number_of_people_who_wait(
    filon: Filon, alice: PairedSite, charlie: PairedSite
) -> None:
    record(filon, alice, "Salma", "Younes")
    lines = run(filon, "client", "list").stdout.splitlines()
    assert "1  Menuiserie Atlas  ·  2 to call  ·  https://atlas.example (connected)" in lines[0]
    assert "2  Garage Charlie  ·  0 to call" in lines[1]


def test_a_client_that_is_not_there(filon: Filon, alice: PairedSite) -> None:
    for words in (
        ("client", "show", "9"),
        ("client", "remove", "9", "--yes"),
        ("site", "add", "9", "https://x.example"),
    ):
        refused = run(filon, *words)
        assert refused.exit_code == 1
        assert "There is no client 9" in refused.stderr
    refused = run(filon, "site", "revoke", "1", "https://other.example")
    assert "Client 1 has no site https://other.example" in refused.stderr


def test_removing_asks_first_and_cuts_off_at_once(
    filon: Filon, alice: PairedSite, charlie: PairedSite
) -> None:
    assert alice.deliver(submission()).status_code == 200
    assert run(filon, "client", "remove", "1", input="n\n").exit_code == 1
    assert alice.deliver(submission()).status_code == 200

    assert run(filon, "client", "remove", "1", input="y\n").exit_code == 0
    answer = alice.deliver(submission())
    assert (answer.status_code, answer.json["code"]) == (403, "site_revoked")
    assert "Menuiserie" not in run(filon, "client", "list").stdout
    assert charlie.deliver(submission()).status_code == 200
    with filon.inside(alice.tenant, write=False):
        assert Lead.select().count() == 1, "its data stays"
        assert Tenant.current().removed_at is not None
        assert Member.select().count() == 1


def test_the_next_client_gets_the_next_number(filon: Filon, alice: PairedSite) -> None:
    run(filon, "client", "remove", "1", "--yes")
    assert add(filon).stderr.startswith("Client 2: ")


def test_a_second_site_is_the_same_client(filon: Filon, alice: PairedSite) -> None:
    code = run(filon, "site", "add", "1", "https://shop.atlas.example/").stdout.strip()
    shop = PairedSite(filon, alice.tenant, "https://shop.atlas.example", code)
    assert shop.id != alice.id
    alice.deliver(submission())
    joined = shop.deliver(submission()).json["answers"][0]
    assert (joined["answer"], joined["number"]) == ("joined", 1)
    run(filon, "site", "revoke", "1", "https://shop.atlas.example")
    assert shop.deliver(submission()).status_code == 403
    assert alice.deliver(submission()).status_code == 200


def test_faults_are_sentences_without_a_trace(filon: Filon) -> None:
    refused = CliRunner().invoke(main, ["client", "list"], env={**filon.environ, "FILON_KEYS": ""})
    assert refused.exit_code == 1
    assert refused.stderr == "Error: FILON_KEYS is missing: make one with `filon keys new`\n"
