"""Files as people have them, and as nobody should: encodings, separators, lies, bombs."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from filon.intake.imports import csv_files, excel_files, excel_xml
from filon.intake.imports.cells import Unreadable
from filon.intake.imports.files import MOST_COLUMNS, read_rows
from tests.intake.imports.bringing import workbook

TEXT = "Prénom;Société;Montant\nÉloïse;Çağlar & Œuvres;1 250,50 €\nFrançois;L’Été;3\n"


def rows(tmp_path: Path, content: bytes) -> list[list[object]]:
    path = tmp_path / "file"
    path.write_bytes(content)
    return [row.cells for row in read_rows(path)]


def reason(tmp_path: Path, content: bytes) -> str:
    with pytest.raises(Unreadable) as refused:
        rows(tmp_path, content)
    return refused.value.reason


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac_roman"]
)
def test_it_works(tmp_path: Path, encoding: str) -> None:
    text = TEXT if encoding.startswith("utf") else TEXT.replace("ğ", "g")
    content = text.encode(encoding)
    assert rows(tmp_path, content) == [line.split(";") for line in text.splitlines()]


def test_dos_and_arabic_windows_are_known_too(tmp_path: Path) -> None:
    assert rows(tmp_path, "Prénom;À\nÉloïse;ça".encode("cp850"))[1] == ["Éloïse", "ça"]
    assert rows(tmp_path, "الاسم;الهاتف\nسلمى;0661234567".encode("cp1256"))[0] == ["الاسم", "الهاتف"]


def test_a_broken_sign_leaves_the_rest_as_it_was(tmp_path: Path) -> None:
    content = ("Prénom;Nom\n" + "Éloïse;Bénédicte\n" * 30).encode() + b"\xc3"
    assert rows(tmp_path, content)[1] == ["Éloïse", "Bénédicte"]


@pytest.mark.parametrize("separator", csv_files.SEPARATORS)
def test_separators(tmp_path: Path, separator: str) -> None:
    lines = [
        ["Nom", "Message", "Ville"],
        ["Salma", "un, deux; trois", "Rabat"],
        ["Éric", 'dit "oui"', "Lille"],
    ]
    content = io.StringIO()
    csv_files.csv.writer(content, delimiter=separator).writerows(lines)
    assert rows(tmp_path, content.getvalue().encode()) == lines


def test_what_excel_writes_above_the_heads(tmp_path: Path) -> None:
    assert rows(tmp_path, b"sep=,\r\nNom,Mail\r\nSalma,s@example.com\r\n") == [
        ["Nom", "Mail"],
        ["Salma", "s@example.com"],
    ]


def test_ragged_rows_nulls_and_blank_lines(tmp_path: Path) -> None:
    content = b"Nom;Mail;Tel\r\nSalma\r\n\r\n;;\r\nEr\x00ic;e@example.com;1;2;;\r\n"
    assert rows(tmp_path, content) == [["Nom", "Mail", "Tel"], ["Salma"], ["Eric", "e@example.com", "1", "2"]]


def test_lines_are_those_of_the_program_that_shows_them(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text('Nom;Message\nSalma;"un\ndeux"\n\nÉric;x\n')
    assert [row.line for row in read_rows(path)] == [1, 2, 5]


def test_a_value_of_many_lines_is_one_where_every_cell_is_in_quotes(tmp_path: Path) -> None:
    path = tmp_path / "file"
    long = "\n".join(f"Ligne {n}" for n in range(500))
    path.write_text(f'"Nom";"Note"\n"Salma";"{long}"\n"Éric";"Dit ""x"""\n', encoding="utf-8-sig")
    assert [row.cells for row in csv_files.read(path)] == [
        ["Nom", "Note"],
        ["Salma", long],
        ["Éric", 'Dit "x"'],
    ]
    path.write_text(f'"Nom";"Note"\n"Salma";"{long}\n"Éric";"x"\n', encoding="utf-8-sig")
    assert [row.cells[0] for row in csv_files.read(path)][-1] == "Éric", "a stray one swallows nothing"


def test_a_quote_that_is_never_closed_swallows_nothing(tmp_path: Path) -> None:
    content = 'Nom;Note\nSalma;"pas fermé\n' + "".join(f"Éric {n};x\n" for n in range(500))
    read = rows(tmp_path, content.encode())
    assert len(read) == 502
    assert read[1] == ["Salma", '"pas fermé']
    assert read[501] == ["Éric 499", "x"]


def test_a_formula_is_text(tmp_path: Path) -> None:
    assert rows(tmp_path, b'Nom;Note\n"=HYPERLINK(""x"")";+1\n')[1] == ['=HYPERLINK("x")', "+1"]


def test_excel(tmp_path: Path) -> None:
    content = workbook(["Nom", "Âge", "Taux"], ["Salma", 42, 1.5], [], ["", "", "=1+1"])
    assert rows(tmp_path, content)[:2] == [["Nom", "Âge", "Taux"], ["Salma", 42, 1.5]]


def test_a_name_decides_nothing(tmp_path: Path) -> None:
    assert reason(tmp_path, b"%PDF-1.7 ...") == "kind"
    assert reason(tmp_path, b"\x89PNG\r\n\x1a\n") == "kind"
    assert reason(tmp_path, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600) == "old_excel"
    assert reason(tmp_path, b"") == "empty"
    assert reason(tmp_path, b"\x00\x01\x00\x02\x00\x00" * 400) == "kind"


def _zip(**parts: str | bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name.replace("__", "/") + ".xml", content)
    return made.getvalue()


_SHEET = "<worksheet><sheetData>{}</sheetData></worksheet>"
_BOOK = '<workbook><sheets><sheet name="a"/></sheets></workbook>'


def test_a_zip_that_is_no_workbook(tmp_path: Path) -> None:
    assert reason(tmp_path, _zip(word__document="<x/>")) == "kind"
    assert reason(tmp_path, b"PK\x03\x04 and nothing more") == "damaged"
    whole = workbook(["Nom"], ["Salma"])
    assert reason(tmp_path, whole[: len(whole) // 2]) == "damaged"


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    bomb = _zip(xl__workbook=_BOOK, xl__worksheets__sheet1=b" " * (excel_files.MOST_UNPACKED + 1))
    assert len(bomb) < 1_000_000
    assert reason(tmp_path, bomb) == "heavy"


def test_entities_are_refused(tmp_path: Path) -> None:
    laughs = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    cell = '<row r="1"><c t="inlineStr"><is><t>&b;</t></is></c></row>'
    content = _zip(xl__workbook=_BOOK, xl__worksheets__sheet1=laughs + _SHEET.format(cell))
    assert reason(tmp_path, content) == "kind"


def test_a_cell_in_the_last_corner_claims_no_memory(tmp_path: Path) -> None:
    cell = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>'
    assert reason(tmp_path, _zip(xl__workbook=_BOOK, xl__worksheets__sheet1=_SHEET.format(cell))) == "columns"


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ('<c r="A1" t="str"><v>' + "a" * (excel_files.MOST_SIGNS_A_ROW + 1) + "</v></c>", "heavy"),
        ('<c t="s"><v>0</v></c>' * 600, "heavy"),
        (f'<c r="{"A" * 2_000_000}"><v>1</v></c>', "heavy"),
        ('<c r="A1" t="str"><v>a</v></c>' * 2, "damaged"),
    ],
    ids=["one cell", "a shared text", "a tag without end", "one place again and again"],
)
def test_what_is_small_in_the_zip_takes_no_memory(tmp_path: Path, cells: str, why: str) -> None:
    sheet = _SHEET.format(f'<row r="1">{cells}</row>')
    shared = f"<sst><si><t>{'a' * 10_000}</t></si></sst>"
    book = _zip(xl__workbook=_BOOK, xl__worksheets__sheet1=sheet, xl__sharedStrings=shared)
    assert reason(tmp_path, book) == why


def test_a_table_of_shared_texts_has_an_end(tmp_path: Path) -> None:
    row = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
    shared = f"<sst><si><t>{'a' * (excel_xml.MOST_SHARED_SIGNS + 1)}</t></si></sst>"
    book = _zip(xl__workbook=_BOOK, xl__worksheets__sheet1=_SHEET.format(row), xl__sharedStrings=shared)
    assert reason(tmp_path, book) == "heavy"


@pytest.mark.parametrize("count", [MOST_COLUMNS + 1, 10_000])
def test_too_many_columns(tmp_path: Path, count: int) -> None:
    line = ";".join(f"c{n}" for n in range(count)) + "\n"
    assert reason(tmp_path, line.encode() * 2) == "columns"
    assert reason(tmp_path, workbook([f"c{n}" for n in range(count)])) == "columns"


def test_too_many_rows(tmp_path: Path) -> None:
    assert reason(tmp_path, b"Nom;Mail\n" + b"a;b\n" * 200_001) == "rows"
