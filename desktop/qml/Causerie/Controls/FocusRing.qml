import QtQuick
import Causerie.Theme

// Drawn round the control that has the keyboard.
Rectangle {
    id: ring

    property bool shown: false
    property real around: Theme.radiusField

    anchors.fill: parent
    anchors.margins: -Theme.focusWidth - Theme.hairline
    radius: around + Theme.focusWidth + Theme.hairline
    color: Theme.clear
    border.width: Theme.focusWidth
    border.color: Theme.accent
    visible: shown
}
