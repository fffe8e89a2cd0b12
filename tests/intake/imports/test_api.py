"""A file that a program brings: read, checked, run and taken back, each step asked for and looked at."""

from __future__ import annotations

from typing import Any

from filon.leads import defining
from tests.dashboard.people import at_the_api, signed_in
from tests.intake.imports.bringing import FRENCH
from tests.parts.service import Filon, PairedSite
from tests.tenants.programs import Program

IMPORTS = "/api/v1/imports"


def test_it_works(filon: Filon, alice: PairedSite, charlie: PairedSite) -> None:
    program, owner = Program(alice, "imports:write", "leads:read"), at_the_api(signed_in(alice))
    brought = owner.post(f"{IMPORTS}?name=clients.csv", data=FRENCH.encode(), content_type="text/csv")
    assert (brought.status_code, brought.json["state"]) == (202, "reading"), brought.text
    one = brought.headers["Location"]

    def step(method: str, way: str, body: Any = None) -> str:
        """What state it is in once the worker has done what was asked for."""
        assert program(method, f"{one}/{way}", body).status_code == 202
        filon.work()
        return str(program("GET", one).json["state"])

    filon.work()
    (listed,) = program("GET", IMPORTS).json["imports"]
    assert {name: listed[name] for name in ("name", "state", "total", "by")} == {
        **{"name": "clients.csv", "state": "ready"},
        **{"total": 2, "by": "Alice"},
    }
    columns = {str(column["place"]): column["target"] for column in program("GET", one).json["columns"]}
    assert columns["2"] == "phone"
    assert step("PUT", "choices", {"columns": columns}) == "checked"
    assert step("POST", "run") == "done"
    assert len(program("GET", "/api/v1/leads").json["leads"]) == 2
    assert step("POST", "cancellation") == "undone"
    assert program("GET", "/api/v1/leads").json["leads"] == []
    his, agent = Program(charlie), at_the_api(signed_in(alice, "agent"))
    assert (his("GET", IMPORTS).json, his("GET", one).status_code) == ({"imports": []}, 404)
    assert agent.get(IMPORTS).status_code == 403
    assert Program(alice, "leads:read", name="Caisse")("GET", IMPORTS).json["code"] == "key_scope"
    assert program("DELETE", one).status_code == 204
    assert program("GET", IMPORTS).json["imports"] == []


def test_what_a_person_sees_before_they_import_a_program_sees(filon: Filon, alice: PairedSite) -> None:
    """Words that nobody knows, what a column can become, and a row as it would come."""
    with filon.inside(alice.tenant):
        defining.add("Bien", "choice", ["Maison"])
    file = (
        "Nom;Téléphone;Statut;Bien\n"
        "Samira El Khattabi;06 61 23 45 99;Signé chez nous;maison\nOmar;le matin;Perdu;Riad\n"
    )
    owner = at_the_api(signed_in(alice))
    one = owner.post(f"{IMPORTS}?name=clients.csv", data=file.encode()).headers["Location"]
    filon.work()
    ready = owner.get(one).json
    _name, phone, status, house = ready["columns"]
    assert (status["target"], status["unknown_words"]) == ("status", ["Signé chez nous"])
    assert (house["target"], house["unknown_words"]) == ("fields.bien", ["Riad"])
    assert phone["unknown_words"] == []
    assert {"phone", "status", "email"} <= set(phone["targets"])
    assert (ready["policy"], ready["statuses"], ready["making"]) == ("fill", {}, [])
    first = owner.get(f"{one}/rows/1").json
    assert (first["of"], first["line"], first["columns"]["phone"]) == (2, 2, "+212661234599")
    assert first["own"] == {"fields.bien": "Maison"}
    assert owner.get(f"{one}/rows/2").json["faults"]
    assert owner.get(f"{one}/rows/3").status_code == 404
    chosen = {
        "columns": {str(column["place"]): column["target"] for column in ready["columns"]},
        "statuses": {"Signé chez nous": "won"},
        "policy": "overwrite",
        "making": ["fields.bien"],
    }
    assert owner.put(f"{one}/choices", json=chosen).status_code == 202
    filon.work()
    assert owner.get(one).json["policy"] == "overwrite"
    assert owner.get(f"{one}/rows/2").json["own"] == {"fields.bien": "Riad"}
    assert owner.get(f"{one}/rows/1").json["columns"]["status"] == "won"
