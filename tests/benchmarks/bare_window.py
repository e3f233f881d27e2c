"""The floor of starting: the same interpreter, the same platform plug-in, one QML window with a line of text."""

import json
import os
import sys
import time

from PySide6.QtCore import QSocketNotifier
from PySide6.QtGui import QGuiApplication
from PySide6.QtQml import QQmlApplicationEngine
from PySide6.QtQuick import QQuickWindow

STARTED_VARIABLE = "CAUSERIE_BENCH_STARTED"
QML = b"""
import QtQuick

Window {
    visible: true
    width: 1280
    height: 820
    Text { anchors.centerIn: parent; text: "Hello" }
}
"""


def main() -> int:
    """Show the window, tell when it is painted, and end when the input does."""
    application = QGuiApplication(sys.argv)
    engine = QQmlApplicationEngine()
    engine.loadData(QML)
    window = engine.rootObjects()[0]
    if not isinstance(window, QQuickWindow):
        return 1
    told: list[float] = []

    def swapped() -> None:
        if not told:
            told.append((time.monotonic_ns() - int(os.environ[STARTED_VARIABLE])) / 1e9)
            print(json.dumps({"painted": told[0]}), flush=True)

    window.frameSwapped.connect(swapped)
    ended = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
    ended.activated.connect(application.quit)
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())
