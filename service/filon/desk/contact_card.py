"""A prospect as a contact card (vCard 3.0, RFC 2426), which every phone opens."""

from __future__ import annotations

from typing import Any

LINE_OCTETS = 75


def contact_card(lead: Any) -> bytes:
    """The card, UTF-8, lines folded at 75 octets. Visitors typed these values: none may start a line of its own."""
    lines = [
        "BEGIN:VCARD",
        "VERSION:3.0",
        f"N:{_text(lead.last_name)};{_text(lead.first_name)};;;",
        f"FN:{_text(lead.name)}",
    ]
    if lead.company:
        lines.append(f"ORG:{_text(lead.company)}")
    if lead.phone:
        lines.append(f"TEL;TYPE=CELL:{_text(lead.phone)}")
    if lead.email:
        lines.append(f"EMAIL;TYPE=INTERNET:{_text(lead.email)}")
    lines.append("END:VCARD")
    return b"".join(_folded(line) for line in lines)


def _text(value: str) -> str:
    """Backslash, comma, semicolon and line breaks escaped (section 4); every other control character dropped."""
    escaped = value.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")
    escaped = escaped.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")
    return "".join(character for character in escaped if character.isprintable() or character == " ")


def _folded(line: str) -> bytes:
    """One line and its continuations (section 2.6), never cut within a character."""
    folded, length = bytearray(), 0
    for character in line:
        octets = character.encode()
        if length + len(octets) > LINE_OCTETS:
            folded += b"\r\n "
            length = 1
        folded += octets
        length += len(octets)
    return bytes(folded + b"\r\n")
