"""A service with its own folder of files, and so with its own journal, that hands its mails to the test's server."""

from pathlib import Path

import pytest

from tests.parts.smtp import Mailbox


@pytest.fixture
def environ(environ: dict[str, str], mailbox: Mailbox, tmp_path: Path) -> dict[str, str]:
    """Settings of a service on a fresh database."""
    smtp = f"smtp://{mailbox.host}:{mailbox.port}"
    more = {"FILON_SMTP": smtp, "FILON_MAIL_FROM": "filon@agence.example", "FILON_FILES": f"{tmp_path}/files"}
    return {**environ, **more}
