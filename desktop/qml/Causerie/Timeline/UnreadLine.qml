import QtQuick
import Causerie.Controls
import Causerie.Theme

// Where reading stopped last time.
Item {
    implicitHeight: label.implicitHeight + Theme.spaceXl

    Rectangle {
        anchors.verticalCenter: parent.verticalCenter
        width: parent.width
        height: Theme.hairline
        color: Theme.accent
        opacity: 0.5
    }

    Rectangle {
        anchors.centerIn: parent
        width: label.implicitWidth + Theme.spaceXl
        height: label.implicitHeight + Theme.spaceXs
        color: Theme.window

        Label {
            id: label

            anchors.centerIn: parent
            text: qsTr("New messages")
            color: Theme.accent
            font.pixelSize: Theme.textSmall
            font.weight: Theme.weightStrong
            Accessible.role: Accessible.Heading
        }
    }
}
