import QtQuick
import Causerie.Theme

// Rounds the corners of a picture by covering them in the colour of what it lies on: no shader, no second copy of it.
Rectangle {
    id: mask

    required property color ground
    property real corner: Theme.radiusCard
    // Enough to reach the very corners: the rest of a square outside its inscribed quarter circle.
    readonly property real thickness: Math.ceil(corner * 0.42)

    anchors.fill: parent
    anchors.margins: -thickness
    radius: corner + thickness
    color: Theme.clear
    border.width: thickness
    border.color: ground
    Accessible.ignored: true
}
