"""Record form plugins: REAL_PLUGINS=/folder .venv/bin/python -m tests.wordpress.forms wpforms fluent-forms …"""

import importlib
import sys

from tests.wordpress.forms.plugin import record

for slug in sys.argv[1:]:
    record(importlib.import_module(f"tests.wordpress.forms.{slug.replace('-', '_')}").PLUGIN)
