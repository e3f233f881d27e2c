"""What loading the window leaves behind."""

import json
import subprocess
import sys

LOADS = """
import gc, json, linecache, sys
import desktop.app, desktop.services
print(json.dumps({
    "read": [name for name in linecache.cache if name.endswith(".py") and ("sqlalchemy" in name or "/sync/" in name)],
    "needless": [name for name in ("PySide6.QtWidgets", "openai") if name in sys.modules],
    "collects": gc.isenabled(),
}))
"""


def test_loads_no_more_than_it_needs() -> None:
    """PySide's hook would read the text of a thousand modules, and qasync load all of Qt's widgets."""
    done = subprocess.run([sys.executable, "-c", LOADS], capture_output=True, text=True, check=True, timeout=60)
    assert json.loads(done.stdout) == {"read": [], "needless": [], "collects": True}
