"""Finding leads by what is noted of them: the newest of each lead's notes beside what it is found by already."""

import json

from peewee import SqliteDatabase

from filon.foundation import rich_text
from filon.foundation.folding import search_terms

BATCH = 500
LONGEST_NOTED, MOST_SEARCHED, SHORT = 2_000, 100, 2

NOTED = """
    SELECT lead.tenant_id, lead.id, lead.note FROM lead
    JOIN lead_search ON lead_search.tenant_id = lead.tenant_id AND lead_search.id = lead.id
    WHERE lead.note <> '' OR EXISTS (
        SELECT 1 FROM interaction
        WHERE interaction.tenant_id = lead.tenant_id AND interaction.lead_id = lead.id AND interaction.kind = 'note'
    )
"""
NOTES = """
    SELECT text, details, (
        SELECT note_revision.text FROM note_revision
        WHERE note_revision.tenant_id = interaction.tenant_id AND note_revision.note_id = interaction.id
        ORDER BY number DESC LIMIT 1
    ) FROM interaction WHERE tenant_id = ? AND lead_id = ? AND kind = 'note'
    ORDER BY happened_at DESC, id DESC LIMIT ?
"""
KEEP = "UPDATE lead_search SET notes = ?, text = text || ? WHERE tenant_id = ? AND id = ?"


def up(migrator, db):
    mark = "?" if isinstance(db, SqliteDatabase) else "%s"
    db.execute_sql("ALTER TABLE lead_search ADD COLUMN notes TEXT NOT NULL DEFAULT ''")
    leads = db.execute_sql(NOTED)
    looking, writing = db.connection().cursor(), db.connection().cursor()
    while batch := leads.fetchmany(BATCH):
        kept = []
        for tenant, id, note in batch:
            looking.execute(NOTES.replace("?", mark), (tenant, id, MOST_SEARCHED))
            notes = _kept_of(_now(*row) for row in looking.fetchall())
            kept.append((notes, _words(f"{notes}\n{note[:LONGEST_NOTED]}"), tenant, id))
        writing.executemany(KEEP.replace("?", mark), kept)


def _now(text, details, revised):
    """As interactions.notes had it when this was written."""
    if revised is not None:
        return rich_text.plain(revised)
    is_rich = (json.loads(details) if isinstance(details, str) else details).get("rich")
    return rich_text.plain(text) if is_rich else text


def _kept_of(notes):
    """As leads.found_notes had it."""
    lines, room = [], LONGEST_NOTED
    for note in notes:
        line = " ".join(note.split())[:room]
        lines.append(line)
        room -= len(line)
        if room <= 0:
            break
    return "\n".join(lines)


def _words(notes):
    """As leads.search.text_of() had it."""
    words = dict.fromkeys(term for line in notes.splitlines() for term in search_terms(line))
    spaced = "".join(("  " if len(word) <= SHORT else " ") + word for word in words)
    return f".{spaced}" if spaced else ""
