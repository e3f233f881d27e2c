"""The Qt application, in a process of its own: a test run has one already."""

import os
import subprocess
import sys

PROGRAM = """
import sys
from PySide6.QtCore import QTimer
from desktop.qt.application import Application

application = Application(sys.argv)
application.quitting.connect(lambda: (print("asked to quit"), application.exit(3)))
QTimer.singleShot(0, application.quit)
sys.exit(application.exec())
"""


def test_the_wish_to_quit_is_told_and_not_obeyed() -> None:
    """The loop goes on until it is ended by whoever heard of it."""
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (ended.returncode, ended.stdout) == (3, "asked to quit\n"), ended.stderr
