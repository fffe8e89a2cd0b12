"""`filon key …`: the agency makes a key for a client's program, and revokes it."""

from __future__ import annotations

from tests.parts.service import Filon, PairedSite
from tests.tenants.programs import bearer, codes
from tests.tenants.test_client_command import run


def test_it_works(filon: Filon, alice: PairedSite, charlie: PairedSite) -> None:
    made = run(filon, "key", "add", "1", "Agenda", "--scope", "leads:read", "--days", "30")
    assert made.exit_code == 0, made.output
    key = made.stdout.strip()
    opened = filon.client.get("/api/v1/leads/1/checks", headers=bearer(key))
    assert codes([opened]) == [(404, "not_found")]

    (line,) = run(filon, "key", "list", "1").stdout.splitlines()
    id = line.split()[0]
    assert f"{key[:10]}…  in force" in line
    assert "leads:read  Agenda" in line
    assert key not in line
    assert run(filon, "key", "list", "2").stdout == ""

    assert "Il n’y a rien ici" not in run(filon, "key", "revoke", "2", id).output
    assert run(filon, "key", "revoke", "2", id).exit_code == 1, "it is not Charlie's"
    assert run(filon, "key", "revoke", "1", id).stdout == "Revoked\n"
    assert codes([filon.client.get("/api/v1/leads/1/checks", headers=bearer(key))]) == [(401, "key_revoked")]
    assert "revoked" in run(filon, "key", "list", "1").stdout


def test_a_wrong_word_is_said_in_one_sentence(filon: Filon, alice: PairedSite) -> None:
    assert run(filon, "key", "add", "1", "Agenda", "--scope", "leads:erase").exit_code == 2
    assert run(filon, "key", "add", "1", "Agenda").exit_code == 2
    run(filon, "key", "add", "1", "Agenda", "--scope", "leads:read")
    again = run(filon, "key", "add", "1", "Agenda", "--scope", "leads:read")
    assert (again.exit_code, again.stdout) == (1, "")
    assert again.stderr.startswith("Error: name: ")
