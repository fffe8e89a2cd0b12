"""Starts the demonstration and says where to look until Ctrl+C; with --check it tries itself and ends."""

import re
import signal
import sys
import tempfile
import threading
from contextlib import ExitStack
from pathlib import Path
from types import FrameType

from tests.demo.check import seconds_until_visible
from tests.demo.service import Service
from tests.demo.site import OWNER, PASSWORD, SHOP, Joinery
from tests.parts.processes import free_port, listening
from tests.parts.smtp import Mailbox

# Addresses that stay the same from one time to the next, as long as nobody else has them.
SITE_PORT = 8460
SERVICE_PORT = 8461


def main(words: list[str]) -> int:
    """Run the demonstration; the exit status is 0 when it was stopped, or when its check succeeded."""
    if words not in ([], ["--check"]):
        print("bin/demo [--check]", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, _interrupt)
    with ExitStack() as running:
        try:
            mailbox, service, site = _start(running)
            if words:
                print(f"lead visible in wp-admin after {seconds_until_visible(site):.1f} s", flush=True)
            else:
                _say_where(service, site)
                _show_mail(mailbox)
        except KeyboardInterrupt:
            print("\nStopping.", flush=True)
            # A check that was cut short has shown nothing.
            return 1 if words else 0
    return 0


def _start(running: ExitStack) -> tuple[Mailbox, Service, Joinery]:
    folder = Path(running.enter_context(tempfile.TemporaryDirectory(prefix="filon-demo-")))
    mailbox = running.enter_context(Mailbox())
    print("Starting the service.", flush=True)
    service = running.enter_context(Service(folder, _port(SERVICE_PORT), mailbox))
    print("Starting WordPress.", flush=True)
    site = running.enter_context(Joinery(_port(SITE_PORT)))
    site.connect(service.add_client(SHOP["business"], site.url, SHOP["owner"]["email"]))
    site.deliver_past_requests()
    service.relive_past_work()
    return mailbox, service, site


def _say_where(service: Service, site: Joinery) -> None:
    print(
        f"""
  Ask for a quotation, as a visitor:  {site.form_address}
  See who asked, as the owner:        {site.dashboard_address}
                                      user {OWNER}, password {PASSWORD}
  The same outside WordPress:         {service.address}/app/
                                      sign in as {SHOP["owner"]["email"]}: the link is shown below

Mail that would be sent is shown here. Ctrl+C stops everything.
""",
        flush=True,
    )


def _show_mail(mailbox: Mailbox) -> None:
    shown = 0
    never = threading.Event()
    while not never.wait(0.3):
        for mail in mailbox.mails[shown:]:
            print(f"Mail to {', '.join(mail.recipients)}: {mail.message['Subject']}", flush=True)
            for link in re.findall(r"https?://\S+", mail.text):
                print(f"     {link}", flush=True)
        shown = len(mailbox.mails)


def _port(wanted: int) -> int:
    return free_port() if listening(wanted) else wanted


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
