"""Colours mentions while they are typed."""

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QColor, QFont, QSyntaxHighlighter, QTextCharFormat, QTextDocument
from PySide6.QtQml import QmlElement
from PySide6.QtQuick import QQuickTextDocument

from desktop.text.blocks import Mention
from desktop.text.mentions import NOBODY, Names, find_mentions
from desktop.viewmodels.utf16 import units

QML_IMPORT_NAME = "Causerie.Views"
QML_IMPORT_MAJOR_VERSION = 1


class Painter(QSyntaxHighlighter):
    """Paints what `find_mentions` finds in a document."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._names = NOBODY
        self._colours: dict[Mention, QColor] = {}

    def use(self, names: Names, colours: dict[Mention, QColor]) -> None:
        """Paint these names in these colours."""
        self._names, self._colours = names, colours
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        """Paint one paragraph. Qt counts UTF-16 units: a character beyond the basic plane is two of them."""
        for start, end, whom in find_mentions(text, self._names):
            shape = QTextCharFormat()
            shape.setForeground(self._colours[whom])
            shape.setFontWeight(QFont.Weight.DemiBold)
            self.setFormat(units(text[:start]), units(text[start:end]), shape)


@QmlElement
class MentionHighlighter(QObject):
    """Attached to a text field's document, it colours whom the text mentions."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._painter: Painter | None = None

    @Slot(QQuickTextDocument)
    def attach(self, document: QQuickTextDocument) -> None:
        """Work on this document from now on."""
        self._painter = Painter(document.textDocument())

    @Slot(str, list, QColor, QColor)
    def use(self, assistant: str, members: list[str], assistant_colour: QColor, member_colour: QColor) -> None:
        """Say who can be mentioned, and the colours of the assistant and of people."""
        if self._painter is not None:
            colours = {Mention.ASSISTANT: assistant_colour, Mention.MEMBER: member_colour}
            self._painter.use(Names(assistant, tuple(members)), colours)
