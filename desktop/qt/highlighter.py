"""Colours mentions while they are typed."""

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtGui import QColor, QFont, QSyntaxHighlighter, QTextCharFormat
from PySide6.QtQml import QmlElement
from PySide6.QtQuick import QQuickTextDocument

from desktop.text.blocks import Mention
from desktop.text.mentions import Names, find_mentions

QML_IMPORT_NAME = "Causerie.Views"
QML_IMPORT_MAJOR_VERSION = 1


class _Painter(QSyntaxHighlighter):
    """Paints what `find_mentions` finds."""

    names = Names()
    colours: dict[Mention, QColor]

    def highlightBlock(self, text: str) -> None:
        """Paint one paragraph."""
        # Qt counts UTF-16 units: a character beyond the basic plane is two of them.
        for start, end, whom in find_mentions(text, self.names):
            shape = QTextCharFormat()
            shape.setForeground(self.colours[whom])
            shape.setFontWeight(QFont.Weight.DemiBold)
            self.setFormat(_units(text[:start]), _units(text[start:end]), shape)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@QmlElement
class MentionHighlighter(QObject):
    """Attach to a text field's document; set who can be mentioned and the two colours."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document: QQuickTextDocument | None = None
        self._painter: _Painter | None = None
        self._assistant = ""
        self._members: list[str] = []
        self._assistant_colour = QColor()
        self._member_colour = QColor()

    @Property(QQuickTextDocument, notify=changed)
    def document(self) -> QQuickTextDocument | None:
        """The field's document."""
        return self._document

    @document.setter
    def set_document(self, document: QQuickTextDocument | None) -> None:
        self._document = document
        self._painter = _Painter(document.textDocument()) if document else None
        self._paint()

    @Property(str, notify=changed)
    def assistant(self) -> str:
        """The assistant's name."""
        return self._assistant

    @assistant.setter
    def set_assistant(self, name: str) -> None:
        self._assistant = name
        self._paint()

    @Property(list, notify=changed)
    def members(self) -> list[str]:
        """The members' names."""
        return self._members

    @members.setter
    def set_members(self, names: list[str]) -> None:
        self._members = names
        self._paint()

    @Property(QColor, notify=changed)
    def assistantColour(self) -> QColor:
        """The colour of mentions of the assistant."""
        return self._assistant_colour

    @assistantColour.setter
    def set_assistant_colour(self, colour: QColor) -> None:
        self._assistant_colour = colour
        self._paint()

    @Property(QColor, notify=changed)
    def memberColour(self) -> QColor:
        """The colour of mentions of members."""
        return self._member_colour

    @memberColour.setter
    def set_member_colour(self, colour: QColor) -> None:
        self._member_colour = colour
        self._paint()

    def _paint(self) -> None:
        if self._painter is not None:
            self._painter.names = Names(self._assistant, tuple(self._members))
            self._painter.colours = {
                Mention.ASSISTANT: self._assistant_colour,
                Mention.MEMBER: self._member_colour,
            }
            self._painter.rehighlight()
        self.changed.emit()
