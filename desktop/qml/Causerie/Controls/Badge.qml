import QtQuick
import Causerie.Theme

// A small count on the accent colour.
Rectangle {
    id: badge

    property int count: 0

    visible: count > 0
    implicitHeight: label.implicitHeight + Theme.spaceXs
    implicitWidth: Math.max(implicitHeight, label.implicitWidth + Theme.spaceM)
    radius: height / 2
    color: Theme.accent
    Accessible.ignored: true

    Text {
        id: label

        anchors.centerIn: parent
        text: badge.count > 99 ? "99+" : badge.count
        color: Theme.accentText
        font.family: Theme.sans
        font.pixelSize: Theme.textCaption
        font.weight: Theme.weightStrong
        Accessible.ignored: true
    }
}
