"""The clipboard, for QML."""

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtQml import QmlElement, QmlSingleton

QML_IMPORT_NAME = "Causerie.Desktop"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
@QmlSingleton
class Clipboard(QObject):
    """Copies and reads text."""

    @Slot(str)
    def copy(self, text: str) -> None:
        """Put `text` on the clipboard."""
        QGuiApplication.clipboard().setText(text)

    @Slot(result=str)
    def text(self) -> str:
        """Return the text on the clipboard."""
        return QGuiApplication.clipboard().text()
