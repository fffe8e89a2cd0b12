"""Static files are kept by browsers for a year under the mark of their content, and asked for again without it."""

from __future__ import annotations

from filon.dashboard.static_files import FOLDER, asset
from tests.parts.service import Filon


def test_it_works(filon: Filon) -> None:
    answer = filon.client.get(asset("page.js"))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert {"public", "immutable", "max-age=31536000"} <= set(answer.headers["Cache-Control"].split(", "))


def test_an_imported_module_is_asked_for_again(filon: Filon) -> None:
    answer = filon.client.get("/app/static/session.js")
    assert "no-cache" in answer.headers["Cache-Control"]
    again = filon.client.get("/app/static/session.js", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_nothing_outside_the_folder_is_sent(filon: Filon) -> None:
    for name in ("../frame.py", "..%2fframe.py", "%2e%2e/frame.py", "nothing.js", "css"):
        assert filon.client.get(f"/app/static/{name}").status_code == 404


def test_every_module_that_is_imported_exists() -> None:
    for script in FOLDER.glob("*.js"):
        for line in script.read_text().splitlines():
            if line.startswith("import "):
                imported = line.split('"')[1]
                assert (FOLDER / imported).exists(), f"{script.name} imports {imported}: run npm run build"
