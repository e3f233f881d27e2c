import QtQuick
import Causerie.Controls
import Causerie.Theme

// The message that is replied to, in two lines at most; pressing it goes there.
Item {
    id: quoted

    required property string author
    required property string words
    property bool assistant: false

    signal pressed

    implicitWidth: Math.max(name.implicitWidth, line.implicitWidth) + Theme.spaceM + Theme.focusWidth
    implicitHeight: column.implicitHeight + Theme.spaceXs
    activeFocusOnTab: true
    Accessible.role: Accessible.Button
    Accessible.name: words === "" ? qsTr("In reply to a message that is not on this device") : qsTr("In reply to %1: %2").arg(author).arg(words)
    Accessible.onPressAction: quoted.pressed()
    Keys.onReturnPressed: quoted.pressed()
    Keys.onSpacePressed: quoted.pressed()

    Rectangle {
        width: Theme.focusWidth + Theme.hairline
        height: parent.height
        radius: width / 2
        color: quoted.assistant ? Theme.assistant : Theme.accent
    }

    Column {
        id: column

        anchors.verticalCenter: parent.verticalCenter
        x: Theme.spaceM
        width: parent.width - x

        Label {
            id: name

            width: parent.width
            visible: text !== ""
            text: quoted.author
            elide: Text.ElideRight
            color: quoted.assistant ? Theme.assistant : Theme.accent
            font.pixelSize: Theme.textSmall
            font.weight: Theme.weightStrong
            Accessible.ignored: true
        }

        Label {
            id: line

            width: parent.width
            text: quoted.words === "" ? qsTr("A message that is not on this device") : quoted.words
            elide: Text.ElideRight
            maximumLineCount: 1
            color: Theme.dim
            font.pixelSize: Theme.textSmall
            Accessible.ignored: true
        }
    }

    TapHandler {
        onTapped: quoted.pressed()
    }

    HoverHandler {
        cursorShape: Qt.PointingHandCursor
    }

    FocusRing {
        shown: quoted.activeFocus
    }
}
