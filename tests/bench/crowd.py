"""A great many believable leads of many businesses, put straight into the database in the order they came."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg

from filon.foundation.folding import phone_spellings, sort_key, words_of
from filon.foundation.ids import new_id
from filon.leads.found_notes import is_short, words_in
from filon.leads.models import Lead

BUSINESSES = 500
RARE, RARE_LEADS = "Zouggarhi", 5
RARE_AMOUNT = 777_777
FIRST_NAMES = """
Salma Mehdi Khadija Youssef Fatima Omar Zineb Karim Nadia Hamza Imane Rachid Meryem Anas Leïla Driss Claire
Julien Sophie Thomas Camille Nicolas Élodie Benoît Aïcha Zoé Hicham Soukaina Ilyas Houda
""".split()  # noqa: SIM905  # to be read
LAST_NAMES = """
Bennani Ouazzani Berrada Alaoui Tazi Chraïbi Idrissi Fassi Sqalli Lahlou Amrani Benjelloun Kettani Naciri
Cherkaoui Bouzidi Haddad Saïdi Mansouri Ziani Dumas Martin Lefèvre Moreau Garnier Rousseau Perrin Chevalier
Guérin Marchand Bouchard Renaud Filali Skalli Belkacem Rahmani Ouahbi Zerouali Guessous Lamrani Benkirane
Sefrioui Tahiri Jettou Mernissi Bensouda Kabbaj Squalli Hajji Daoudi Azzouzi Moutawakil El‑Khattabi Ait‑Taleb
Boukili
""".split()  # noqa: SIM905  # to be read
COMMON = "Benali"
COMPANIES = ["Riad Les Orangers", "Atelier du Souk", "Hôtel Atlas", "Cabinet Dumas", "Pharmacie Centrale"]
SOURCES = ["site"] * 5 + ["google_ads"] * 3 + ["meta", "meta", "google", "instagram", "linkedin", "bing"]
ADS = ("google_ads", "meta")
STATUSES = ["new"] * 4 + ["open"] * 5 + ["won"] * 5 + ["lost"] * 6
REASONS = ("price", "competitor", "unreachable", "later", None)
MESSAGE = (
    "Bonjour, je voudrais un devis pour une cuisine en L avec îlot. Livraison avant juin si possible. Merci."
)
# What came with a request of whoever touched an advertisement, and what every fourth has agreed to.
CAMPAIGN, RARE_CAMPAIGN = "printemps", "salon-2024"
ATTRIBUTIONS = {
    campaign: Lead.attribution.db_value({"last": {"utm_source": "google", "utm_campaign": campaign}})
    for campaign in (CAMPAIGN, RARE_CAMPAIGN, "ete", "rentree")
}
AGREED = Lead.consent.db_value(
    [{"text": "J’accepte de recevoir des offres.", "given": True, "at": "2025-01-01T09:00:00+00:00"}]
)
FORM, RARE_FORM = "Contact", "Rendez-vous"
LEAD = """
tenant_id id number first_name last_name email email_key phone phone_typed company name_key company_key status
lost_reason source source_detail owner_id amount currency note message page attribution consent unsure to_call_since
answer_due_at next_action_at last_activity_at created_at
""".split()  # noqa: SIM905  # to be read
SEARCH = ["tenant_id", "id", "place", "text", "notes"]
# Of every five leads one has a note; whoever is rare has the second.
NOTES = [
    "Préfère le chêne massif, budget autour de 250 000 DH. À rappeler après 18 h, avant la fin du mois.",
    "Visite prévue au showroom avec son épouse ; veut voir la gamme Atlas et le plan de travail en granit.",
    "Devis envoyé, trouve le délai trop long. Relancer quand l’architecte aura donné ses plans définitifs.",
]
MOMENT = ["tenant_id", "id", "lead_id", "kind", "happened_at", "member_id", "member_name", "text", "details"]
MOMENTS = (
    ("request", MESSAGE, '{"form": "Contact", "fields": [{"label": "Nom", "value": "Salma"}]}'),
    ("call", "A demandé un devis.", '{"outcome": "answered"}'),
    ("note", "Préfère être rappelée le matin.", "{}"),
    ("task", "Rappeler", '{"step": "planned", "due_at": "2025-03-04T09:00:00+00:00"}'),
    ("change", "", '{"field": "status", "from": "new", "to": "open"}'),
)
# The thread of the lead with this number is as long as a thread gets.
TALKATIVE, ITS_MOMENTS = 7, 5_000
_BATCH = 20_000


def settle(
    environ: dict[str, str],
    tenant: UUID,
    number: int,
    rows: int,
    owner: UUID | None = None,
    *,
    with_moments: bool = False,
) -> None:
    """`rows` leads: half of them the tenant's, the others of BUSINESSES - 1 that are added here.

    A third of the tenant's are `owner`'s, a member. One lead in ten thousand has RARE_AMOUNT. `with_moments`: five
    in the thread of each, and ITS_MOMENTS in that of the tenant's lead that is TALKATIVE.
    """
    load = _load_sqlite if environ["FILON_DATABASE"].startswith("sqlite:") else _load_postgresql
    others = [(new_id(), number + at) for at in range(1, BUSINESSES)]
    load(environ, others, _people((tenant, number), others, rows, owner), tenant if with_moments else None)


Row = tuple[Any, ...]
Batch = tuple[list[Row], list[Row]]


def _moments(leads: list[Row], ours: UUID) -> Iterator[Row]:
    for lead in leads:
        tenant, id, number, came = lead[0], lead[1], lead[2], datetime.fromisoformat(lead[-1])
        is_talkative = tenant == ours and number == TALKATIVE
        for at in range(ITS_MOMENTS if is_talkative else len(MOMENTS)):
            kind, text, details = MOMENTS[at % len(MOMENTS)]
            happened = (came + timedelta(hours=at)).isoformat(" ", "microseconds")
            yield (tenant, new_id(), id, kind, happened, None, "Alice", text, details)


def _people(
    ours: tuple[UUID, int], others: list[tuple[UUID, int]], rows: int, owner: UUID | None
) -> Iterator[Batch]:
    chance = random.Random(7)  # noqa: S311  # the same crowd every time
    numbers: dict[int, int] = {}
    rare = set(chance.sample(range(0, rows, 2), RARE_LEADS))
    began = datetime(2023, 1, 1, tzinfo=UTC)
    step = timedelta(days=1000) / rows
    leads: list[tuple[Any, ...]] = []
    texts: list[tuple[Any, ...]] = []
    for at in range(rows):
        tenant, business = ours if at % 2 == 0 else chance.choice(others)
        numbers[business] = number = numbers.get(business, 0) + 1
        first = chance.choice(FIRST_NAMES)
        last = RARE if at in rare else COMMON if chance.random() < 0.015 else chance.choice(LAST_NAMES)
        its_owner = owner if tenant is ours[0] and at % 3 == 0 else None
        lead, text = _lead(chance, tenant, number, first, last, began + step * at, its_owner)
        leads.append(lead)
        notes = NOTES[1] if at in rare else NOTES[number % len(NOTES)] if number % 5 == 0 else ""
        texts.append((tenant, lead[1], business * 2**32 + number, text + _noted(notes), notes))
        if len(leads) == _BATCH or at == rows - 1:
            yield leads, texts
            leads, texts = [], []


def _lead(
    chance: random.Random, tenant: UUID, number: int, first: str, last: str, at: datetime, owner: UUID | None
) -> tuple[tuple[Any, ...], str]:
    email = f"{first}.{last}{chance.randrange(1000)}@example.com".lower() if chance.random() < 0.6 else None
    phone = f"+2126{chance.randrange(10**8):08}"
    company = chance.choice(COMPANIES) if chance.random() < 0.2 else ""
    came = at.isoformat(" ", "microseconds")[:-6]
    waits = came if chance.random() < 0.03 else None
    planned = came if chance.random() < 0.1 else None
    amount = chance.randrange(1, 600) * 100 if chance.random() < 0.2 else None
    if number % 10_000 == 7:
        amount = RARE_AMOUNT
    source = chance.choice(SOURCES)
    attribution = ATTRIBUTIONS[chance.choice([CAMPAIGN, "ete", "rentree"])] if source in ADS else "{}"
    if number % 10_000 == 7:
        attribution = ATTRIBUTIONS[RARE_CAMPAIGN]
    status = chance.choice(STATUSES)
    lead = (
        (tenant, new_id(), number, first, last, email, email, phone, "0" + phone[4:], company)
        + (sort_key(f"{first} {last}"), sort_key(company) or None)
        + (status, REASONS[number % len(REASONS)] if status == "lost" else None, source)
        + (
            "Contact",
            owner,
            Lead.amount.db_value(amount),
            "MAD",
            "",
            MESSAGE,
            "",
            attribution,
            AGREED if chance.random() < 0.25 else "[]",
            "[]",
            waits,
            waits,
            planned,
            came,
            came,
        )
    )
    words = words_of(f"{number} {first} {last} {company} {email or ''}") + phone_spellings(phone)
    return lead, "".join("  " + word for word in dict.fromkeys(words))


def _noted(notes: str) -> str:
    """As leads.search.text_of() has it."""
    words = words_in(notes)
    return "." + "".join(("  " if is_short(word) else " ") + word for word in words) if words else ""


def _business(tenant: UUID, number: int) -> tuple[Any, ...]:
    return (
        tenant,
        tenant,
        number,
        f"Business {number}",
        "MA",
        "MAD",
        "Africa/Casablanca",
        "fr",
        0,
        "2023-01-01",
    )


_BUSINESS = """
tenant_id id number name region currency zone language last_lead_number created_at
""".split()  # noqa: SIM905  # to be read


def _load_sqlite(
    environ: dict[str, str],
    others: list[tuple[UUID, int]],
    people: Iterator[Batch],
    ours: UUID | None,
) -> None:
    sqlite3.register_adapter(UUID, lambda id: id.bytes)
    connection = sqlite3.connect(environ["FILON_DATABASE"].removeprefix("sqlite:///"))
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA cache_size = -400000")

    def insert(table: str, columns: list[str], rows: Iterable[Row]) -> None:
        marks = ", ".join("?" * len(columns))
        connection.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)  # noqa: S608

    insert("tenant", _BUSINESS, [_business(*one) for one in others])
    # Of the large tables, but for keys. Built at once they take a fraction of the time.
    indexes = connection.execute(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name IN ('lead', 'interaction')"
        " AND sql NOT LIKE 'CREATE UNIQUE%'"
    ).fetchall()
    for name, _definition in indexes:
        connection.execute(f'DROP INDEX "{name}"')
    for leads, texts in people:
        insert("lead", LEAD, leads)
        insert("lead_search", SEARCH, texts)
        if ours:
            insert("interaction", MOMENT, _moments(leads, ours))
    for _name, definition in indexes:
        connection.execute(definition)
    connection.commit()
    connection.close()


def _load_postgresql(
    environ: dict[str, str], others: list[tuple[UUID, int]], people: Iterator[Batch], ours: UUID | None
) -> None:
    with psycopg.connect(environ["FILON_DATABASE_OWNER"], autocommit=True) as connection:

        def insert(table: str, columns: list[str], rows: Iterable[Row]) -> None:
            with connection.cursor().copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)

        insert("tenant", _BUSINESS, [_business(*one) for one in others])
        indexes = _without_indexes(connection)
        for leads, texts in people:
            insert("lead", LEAD, leads)
            insert("lead_search", SEARCH, texts)
            if ours:
                insert("interaction", MOMENT, _moments(leads, ours))
        connection.execute("SET maintenance_work_mem = '1GB'")
        for index in indexes:
            connection.execute(index.encode())
        # As autovacuum does by itself within a minute.
        connection.execute("VACUUM ANALYZE")


def _without_indexes(connection: psycopg.Connection[Any]) -> list[str]:
    """Drops the indexes of the large tables, but for keys; returns what makes them again."""
    found = connection.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
        " WHERE indrelid IN ('lead'::regclass, 'lead_search'::regclass, 'interaction'::regclass) AND NOT indisunique"
    ).fetchall()
    for name, _definition in found:
        connection.execute(f"DROP INDEX {name}".encode())
    return [definition for _name, definition in found]
