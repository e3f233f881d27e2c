import QtQuick
import Causerie.Controls
import Causerie.Theme

// The few things one does most with a message, near the pointer.
Rectangle {
    id: tools

    property bool shown: false

    readonly property bool busy: hover.hovered

    signal replyAsked
    signal copyAsked
    signal menuAsked

    visible: shown
    width: row.width + 2 * Theme.focusWidth
    height: row.height + 2 * Theme.focusWidth
    radius: Theme.radiusField + Theme.focusWidth
    color: Theme.panel
    border.width: Theme.hairline
    border.color: Theme.line

    HoverHandler {
        id: hover
    }

    Row {
        id: row

        anchors.centerIn: parent

        IconButton {
            objectName: "replyTool"
            glyph: "reply"
            glyphSize: Theme.iconSmall
            side: Theme.pillHeight
            focusPolicy: Qt.NoFocus
            text: qsTr("Reply")
            onClicked: tools.replyAsked()
        }

        IconButton {
            objectName: "copyTool"
            glyph: "copy"
            glyphSize: Theme.iconSmall
            side: Theme.pillHeight
            focusPolicy: Qt.NoFocus
            text: qsTr("Copy")
            onClicked: tools.copyAsked()
        }

        IconButton {
            objectName: "moreTool"
            glyph: "ellipsis"
            glyphSize: Theme.iconSmall
            side: Theme.pillHeight
            focusPolicy: Qt.NoFocus
            text: qsTr("More")
            onClicked: tools.menuAsked()
        }
    }
}
