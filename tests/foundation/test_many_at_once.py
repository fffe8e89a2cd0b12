"""Sixty at once: nothing that was read and then written is lost, from threads and from processes."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from filon.foundation import clock
from filon.foundation.database import database, is_postgresql
from filon.foundation.errors import TooMany
from filon.foundation.limits import count_attempt
from filon.leads.actions import Request, record_lead
from filon.leads.models import Lead
from filon.tenants.models import Tenant
from tests.parts.databases import Databases
from tests.parts.processes import until
from tests.parts.service import Filon, PairedSite, submission

AT_ONCE = 12
SIXTY = 60


def sixty_times(do: Callable[[int], Any]) -> list[Any]:
    """Results of do(0) … do(59) from twelve threads that begin together; each thread gives its connection back."""
    begin = threading.Barrier(AT_ONCE)

    def lane(numbers: range) -> list[Any]:
        begin.wait()
        try:
            return [do(number) for number in numbers]
        finally:
            database.obj.close()

    lanes = [range(first, SIXTY, AT_ONCE) for first in range(AT_ONCE)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return [result for results in pool.map(lane, lanes) for result in results]


def test_it_works(filon: Filon, alice: PairedSite) -> None:
    """Read, think, write: on SQLite a writer is alone; on PostgreSQL the read says that it will write."""

    def count_up(_number: int) -> None:
        with filon.inside(alice.tenant):
            query = Tenant.select()
            tenant = (query.for_update() if is_postgresql() else query).get()
            Tenant.update(last_lead_number=tenant.last_lead_number + 1).execute()

    sixty_times(count_up)
    with filon.inside(alice.tenant, write=False):
        assert Tenant.current().last_lead_number == SIXTY


def test_leads_have_numbers_without_gap_or_double(filon: Filon, alice: PairedSite) -> None:
    def record(number: int) -> None:
        asked = Request(source="filon", asked_at=clock.now(), email=f"n{number}@example.com")
        with filon.inside(alice.tenant):
            record_lead(asked)

    sixty_times(record)
    with filon.inside(alice.tenant, write=False):
        assert sorted(lead.number for lead in Lead.select()) == list(range(1, SIXTY + 1))


def test_one_person_who_asks_sixty_times_is_one_lead(filon: Filon, alice: PairedSite) -> None:
    def ask(number: int) -> str:
        fields = {"email": "salma@example.com", "message": f"Question {number}"}
        answer: str = alice.deliver(submission(fields)).json["answers"][0]["answer"]
        return answer

    answers = sixty_times(ask)
    assert sorted(answers) == ["joined"] * (SIXTY - 1) + ["recorded"]
    with filon.inside(alice.tenant, write=False):
        assert Lead.select().count() == 1


def test_attempts_are_all_counted(filon: Filon) -> None:
    def attempt(_number: int) -> bool:
        try:
            count_attempt("test", "caller", most=40, seconds=86_400)
        except TooMany:
            return False
        return True

    assert sixty_times(attempt).count(True) == 40


_COUNT_UP = """
import sys
from uuid import UUID
import filon.cli
from filon.foundation.starting import start
from filon.foundation.tenancy import acting_for
from filon.foundation.transactions import transaction
from filon.tenants.models import Tenant
start()
print("ready", flush=True)
sys.stdin.readline()
for _ in range(15):
    with acting_for(UUID(sys.argv[1])), transaction():
        Tenant.update(last_lead_number=Tenant.current().last_lead_number + 1).execute()
"""


@pytest.fixture
def sqlite(databases: Databases) -> Any:
    filon = Filon(databases.sqlite())
    yield filon
    filon.close()


@pytest.mark.long
def test_processes_wait_for_each_other_on_sqlite(sqlite: Filon) -> None:
    alice = sqlite.add_client()
    argv = [sys.executable, "-c", _COUNT_UP, str(alice.tenant)]
    processes = [
        subprocess.Popen(argv, env=sqlite.environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.communicate("go\n", timeout=60)
    assert [process.returncode for process in processes] == [0] * 4
    with sqlite.inside(alice.tenant, write=False):
        assert Tenant.current().last_lead_number == SIXTY


_DIE_WHILE_WRITING = """
import os, signal, sys
from uuid import UUID
import filon.cli
from filon.foundation.starting import start
from filon.foundation.tenancy import acting_for
from filon.foundation.transactions import transaction
from filon.tenants.models import Tenant
start()
with acting_for(UUID(sys.argv[1])), transaction():
    Tenant.update(name="half done").execute()
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_writer_that_is_killed_gives_its_turn_back(sqlite: Filon) -> None:
    alice = sqlite.add_client()
    died = subprocess.run(
        [sys.executable, "-c", _DIE_WHILE_WRITING, str(alice.tenant)], env=sqlite.environ, timeout=60
    )
    assert died.returncode == -9
    with sqlite.inside(alice.tenant):
        assert Tenant.current().name == "Menuiserie Atlas"
        Tenant.update(name="Atelier Atlas").execute()


def test_readers_do_not_wait_for_a_writer(sqlite: Filon) -> None:
    alice = sqlite.add_client()
    seen: list[str] = []

    def read() -> None:
        with sqlite.inside(alice.tenant, write=False):
            seen.append(Tenant.current().name)
        database.obj.close()

    with sqlite.inside(alice.tenant):
        Tenant.update(name="not yet").execute()
        reader = threading.Thread(target=read)
        reader.start()
        until(lambda: seen, "the reader", seconds=5)
    reader.join()
    assert seen == ["Menuiserie Atlas"]
    assert Path(f"{database.obj.database}-writer").exists()
