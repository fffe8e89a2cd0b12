"""Run a worker until SIGTERM or SIGINT: `python -m filon.worker`."""

from __future__ import annotations

import signal

from filon.foundation.starting import start
from filon.worker.process import Worker

worker = Worker(start())
for which in (signal.SIGTERM, signal.SIGINT):
    signal.signal(which, lambda *_: worker.stop())
worker.run()
