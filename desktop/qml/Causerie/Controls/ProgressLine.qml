import QtQuick
import Causerie.Theme

// How much of something is done, from 0 to 1.
Rectangle {
    id: line

    required property real share
    property string name
    property bool still: false

    implicitWidth: Theme.detailsWidth / 2
    implicitHeight: Theme.spaceXs
    radius: height / 2
    color: Theme.line
    Accessible.role: Accessible.ProgressBar
    Accessible.name: name

    Rectangle {
        width: Math.max(parent.height, parent.width * Math.max(0, Math.min(1, line.share)))
        height: parent.height
        radius: parent.radius
        color: line.still ? Theme.dim : Theme.accent
    }
}
