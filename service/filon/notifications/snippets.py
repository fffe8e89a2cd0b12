"""Messages that a team writes once and sends often from its own phone, with holes for who it goes to."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from uuid import UUID

from peewee import TextField

from filon.foundation import clock
from filon.foundation.errors import Conflict, Invalid, NotFound
from filon.foundation.fields import UtcField
from filon.foundation.folding import fold
from filon.foundation.i18n import _
from filon.foundation.prepared import Prepared
from filon.foundation.tenancy import TenantModel
from filon.tenants import changes

MOST = 30
LONGEST_TITLE = 60
# WhatsApp takes the text from an address, which browsers carry whole up to some thousand signs.
LONGEST_TEXT = 1_000
# What stands in braces, in each of our languages; a text keeps the word that its writer chose.
HOLES = {
    "first_name": ("prénom", "first name", "الاسم الأول"),
    "name": ("nom", "name", "الاسم"),
    "me": ("moi", "me", "أنا"),
    "business": ("entreprise", "business", "الشركة"),
}
_HOLE = re.compile(r"(?P<before>[ \u00a0]?)\{(?P<word>[^{}]*)\}")
_BY_WORD = {fold(word): hole for hole, words in HOLES.items() for word in words}


class Snippet(TenantModel):
    """`text` is as its writer wrote it, with its holes. One that was removed is kept, so that it can come back."""

    writable_by = "manager"

    title = TextField()
    text = TextField()
    created_at = UtcField(default=clock.now)
    removed_at = UtcField(null=True)

    class Meta:
        table_name = "snippet"

    @classmethod
    def kept(cls) -> Any:
        """All but the removed, by title."""
        return cls.select().where(cls.removed_at.is_null()).order_by(cls.title, cls.id)


_all = Prepared(Snippet.kept)


def all_snippets() -> list[Any]:
    """All but the removed, by title: asked for by every prospect's page."""
    return _all.all()


def add_snippet(title: str, text: str) -> Any:
    """A new one. Raises Invalid naming the field, and Conflict when there are as many as anybody chooses among."""
    title, text = _checked(title, text)
    if Snippet.kept().count() >= MOST:
        raise Conflict(_("Trente messages au plus : retirez-en un."))
    snippet = Snippet.create(title=title, text=text)
    changes.note("snippet", snippet.id, {"removed": True}, {"removed": False, "title": title})
    return snippet


def rewrite_snippet(id: UUID, title: str, text: str) -> Any:
    """Returns the SettingChange, None when nothing changes. Raises Invalid, and NotFound for one that is removed."""
    snippet = _kept(id)
    title, text = _checked(title, text, but=id)
    return changes.keep("snippet", snippet, title=title, text=text)


def remove_snippet(id: UUID) -> Any:
    """Returns the SettingChange. Raises NotFound."""
    snippet = _kept(id)
    Snippet.update(removed_at=clock.now()).where(Snippet.id == id).execute()
    return changes.note("snippet", snippet.id, {"removed": False}, {"removed": True, "title": snippet.title})


def undo(change: Any) -> None:
    """Take back what one of the others did, this one too. Raises Conflict when it was changed again since."""
    snippet = Snippet.find(change.about_id)
    if snippet is None:
        raise NotFound()
    if change.after.get("removed") is False:
        if snippet.removed_at is not None:
            raise Conflict()
        remove_snippet(snippet.id)
        return
    if "removed" in change.after:
        if snippet.removed_at is None or Snippet.kept().where(Snippet.title == snippet.title).exists():
            raise Conflict()
        Snippet.update(removed_at=None).where(Snippet.id == snippet.id).execute()
        changes.note("snippet", snippet.id, {"removed": True}, {"removed": False, "title": snippet.title})
        return
    changes.check_stands(change, snippet)
    changes.keep("snippet", snippet, **change.before)


def filled(text: str, *, first_name: str, name: str, me: str, business: str) -> str:
    """The text as it goes out. A hole for something that is not known closes, with the space before it."""
    values = {"first_name": first_name or name, "name": name or first_name, "me": me, "business": business}

    def fill(hole: re.Match[str]) -> str:
        value = values[_BY_WORD[fold(hole["word"].strip())]]
        return hole["before"] + value if value else ""

    return _HOLE.sub(fill, text)


def forget_removed(before: datetime) -> int:
    """Delete those that were removed before a moment, when nobody can take that back; returns how many."""
    deleted: int = Snippet.delete().where(Snippet.removed_at < before).execute()
    return deleted


def _kept(id: UUID) -> Any:
    snippet = Snippet.find(id)
    if snippet is None or snippet.removed_at is not None:
        raise NotFound()
    return snippet


def _checked(title: str, text: str, but: UUID | None = None) -> tuple[str, str]:
    title, text = " ".join(title.split()), text.replace("\r\n", "\n").strip()
    wrong: dict[str, list[str]] = {}
    if not title:
        wrong["title"] = [_("Donnez-lui un nom.")]
    elif not title.isprintable() or len(title) > LONGEST_TITLE:
        wrong["title"] = [_("Un nom court, sur une ligne.")]
    elif any(one.id != but and fold(one.title) == fold(title) for one in Snippet.kept()):
        wrong["title"] = [_("Un message porte déjà ce nom.")]
    unknown = [hole["word"] for hole in _HOLE.finditer(text) if fold(hole["word"].strip()) not in _BY_WORD]
    if not text:
        wrong["text"] = [_("Écrivez le message.")]
    elif len(text) > LONGEST_TEXT:
        wrong["text"] = [_("C’est trop long : 1 000 signes au plus.")]
    elif "\0" in text:
        wrong["text"] = [_("Ce texte contient un signe qui ne s’écrit pas.")]
    elif unknown:
        sentence = _(
            "« {%(hole)s} » ne veut rien dire ici : choisissez parmi %(holes)s.",
            hole=unknown[0],
            holes=", ".join(own_holes()),
        )
        wrong["text"] = [sentence]
    if wrong:
        raise Invalid(wrong)
    return title, text


def own_holes() -> list[str]:
    """The holes in the language that is spoken: "{prénom}", "{nom}", …"""
    return [_("{prénom}"), _("{nom}"), _("{moi}"), _("{entreprise}")]
