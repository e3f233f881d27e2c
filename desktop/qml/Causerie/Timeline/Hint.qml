pragma ComponentBehavior: Bound
import QtQuick
import Causerie.Controls

// A tooltip that costs nothing until the pointer comes.
Item {
    id: hint

    required property string words

    anchors.fill: parent

    HoverHandler {
        id: over

        enabled: hint.words !== ""
    }

    Loader {
        anchors.fill: parent
        active: over.hovered
        sourceComponent: Item {
            Tooltip {
                shown: true
                text: hint.words
            }
        }
    }
}
