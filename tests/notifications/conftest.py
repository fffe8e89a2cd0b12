"""A service that hands its mails to the test's own SMTP server."""

import pytest

from tests.parts.smtp import Mailbox


@pytest.fixture
def environ(environ: dict[str, str], mailbox: Mailbox) -> dict[str, str]:
    """Settings of a service on a fresh database, with `mailbox` for its mail server."""
    smtp = f"smtp://{mailbox.host}:{mailbox.port}"
    return {**environ, "FILON_SMTP": smtp, "FILON_MAIL_FROM": "filon@agence.example"}
