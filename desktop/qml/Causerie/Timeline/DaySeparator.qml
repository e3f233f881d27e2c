import QtQuick
import Causerie.Controls
import Causerie.Theme

// The day, in a quiet pill between messages.
Item {
    id: separator

    required property string day

    signal asked

    implicitHeight: pill.height + Theme.spaceXl

    Rectangle {
        id: pill

        anchors.centerIn: parent
        width: label.implicitWidth + Theme.spaceXl
        height: label.implicitHeight + Theme.spaceS
        radius: height / 2
        color: mouse.containsMouse ? Theme.hover : Theme.sidebar

        Label {
            id: label

            anchors.centerIn: parent
            text: separator.day
            color: Theme.dim
            font.pixelSize: Theme.textSmall
            Accessible.role: Accessible.Heading
        }

        // For the pointer; the keyboard has Ctrl+G for the same.
        MouseArea {
            id: mouse

            objectName: "daySeparator"
            anchors.fill: parent
            hoverEnabled: true
            cursorShape: Qt.PointingHandCursor
            onClicked: separator.asked()
        }
    }
}
