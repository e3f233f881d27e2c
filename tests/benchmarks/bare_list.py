"""The floor of flinging: a bare QML list of as many rows, each an avatar's circle, a name and some lines of text.

out  {"frames": [s between two frames]}
"""

import json
import sys

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtQml import QQmlApplicationEngine
from PySide6.QtQuick import QQuickWindow

from tests.benchmarks.flinging import Fling

QML = b"""
import QtQuick

Window {
    visible: true
    width: 1280
    height: 820
    ListView {
        objectName: "messages"
        anchors.fill: parent
        verticalLayoutDirection: ListView.BottomToTop
        model: 100000
        delegate: Item {
            required property int index
            width: ListView.view.width
            height: words.y + words.height + 8
            Rectangle { x: 250; width: 32; height: 32; radius: 16; color: "teal" }
            Text { id: author; x: 300; text: "Somebody " + index }
            Text {
                id: words
                x: 300
                y: author.height
                width: 680
                wrapMode: Text.Wrap
                text: "What was said as message " + index + ", " + "and more words ".repeat(index % 17)
            }
        }
    }
}
"""


def main() -> int:
    """Show the list, fling through it, tell, and end."""
    application = QGuiApplication(sys.argv)
    engine = QQmlApplicationEngine()
    engine.loadData(QML)
    window = engine.rootObjects()[0]
    view = window.findChild(QObject, "messages")
    if not isinstance(window, QQuickWindow) or view is None:
        return 1

    def done(frames: list[float]) -> None:
        print(json.dumps({"frames": frames}), flush=True)
        application.quit()

    fling = Fling(window, view, done)
    code = application.exec()
    del fling
    return code


if __name__ == "__main__":
    sys.exit(main())
