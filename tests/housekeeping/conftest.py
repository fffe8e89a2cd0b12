"""A service with its own folder of files, and so with its own journal, that hands its mails to the test's server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from filon.foundation.database import database
from tests.parts.databases import Databases
from tests.parts.smtp import Mailbox


@pytest.fixture
def environ(environ: dict[str, str], mailbox: Mailbox, tmp_path: Path) -> dict[str, str]:
    """Settings of a service on a fresh database."""
    return {**environ, "FILON_FILES": f"{tmp_path}/files"}


@pytest.fixture
def elsewhere(environ: dict[str, str], databases: Databases, tmp_path: Path) -> Iterator[dict[str, str]]:
    """Settings of another installation of the same engine, with the same keys: a new machine."""
    engine = "sqlite" if environ["FILON_DATABASE"].startswith("sqlite:") else "postgresql"
    made: dict[str, str] = getattr(databases, engine)()
    yield {**environ, **made, "FILON_FILES": f"{tmp_path}/elsewhere/files"}
    database.obj.close()
    databases.give_back(made)
