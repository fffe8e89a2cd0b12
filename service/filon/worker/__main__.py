"""Run a worker until SIGTERM or SIGINT: `python -m filon.worker`."""

from __future__ import annotations

import gc
import signal

from filon.foundation.starting import start_checked
from filon.worker.process import Worker

worker = Worker(start_checked())
for which in (signal.SIGTERM, signal.SIGINT):
    signal.signal(which, lambda *_: worker.stop())
# All of this stays, and need not be looked through for garbage whenever an import has made some thousands of rows.
gc.collect()
gc.freeze()
worker.run()
