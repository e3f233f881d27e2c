import QtQuick
import Causerie.Controls
import Causerie.Theme

// The message being replied to, and the way to let go of it.
Item {
    id: preview

    required property string author
    required property string words
    property bool assistant: false

    signal cancelled

    implicitHeight: Math.max(column.implicitHeight, close.height) + Theme.spaceS
    Accessible.role: Accessible.StaticText
    Accessible.name: qsTr("Replying to %1: %2").arg(author).arg(words)

    Rectangle {
        width: Theme.focusWidth + Theme.hairline
        height: column.height
        anchors.verticalCenter: parent.verticalCenter
        radius: width / 2
        color: preview.assistant ? Theme.assistant : Theme.accent
    }

    Column {
        id: column

        anchors.verticalCenter: parent.verticalCenter
        x: Theme.spaceM
        width: close.x - x - Theme.spaceS

        Label {
            width: parent.width
            text: preview.author
            elide: Text.ElideRight
            color: preview.assistant ? Theme.assistant : Theme.accent
            font.pixelSize: Theme.textSmall
            font.weight: Theme.weightStrong
            Accessible.ignored: true
        }

        Label {
            width: parent.width
            text: preview.words
            elide: Text.ElideRight
            maximumLineCount: 1
            color: Theme.dim
            font.pixelSize: Theme.textSmall
            Accessible.ignored: true
        }
    }

    IconButton {
        id: close

        objectName: "cancelReplyButton"
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        glyph: "x"
        glyphSize: Theme.iconSmall
        side: Theme.pillHeight
        text: qsTr("Do not reply")
        onClicked: preview.cancelled()
    }
}
