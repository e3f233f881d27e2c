"""What loading the window leaves behind."""

import subprocess
import sys

LOADS = """
import linecache
import desktop.app, desktop.services
print(len([name for name in linecache.cache if name.endswith(".py") and ("sqlalchemy" in name or "/sync/" in name)]))
"""


def test_no_import_reads_the_text_of_modules() -> None:
    """PySide's hook would, of a thousand."""
    read = subprocess.run([sys.executable, "-c", LOADS], capture_output=True, text=True, check=True, timeout=60)
    assert read.stdout.split() == ["0"]
