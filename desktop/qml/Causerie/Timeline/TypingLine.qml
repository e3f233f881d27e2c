import QtQuick
import Causerie.Controls
import Causerie.Theme

// Who is typing. It keeps its place when nobody is, so that nothing moves.
Item {
    id: line

    required property string words

    implicitHeight: label.implicitHeight + Theme.spaceXs

    Row {
        spacing: Theme.spaceS
        opacity: line.words === "" ? 0 : 1

        Behavior on opacity {
            NumberAnimation {
                duration: Theme.quick
                easing.type: Theme.easing
            }
        }

        Spinner {
            anchors.verticalCenter: parent.verticalCenter
            running: line.words !== ""
            size: Theme.iconSmall
            Accessible.ignored: true
        }

        Label {
            id: label

            text: line.words
            color: Theme.dim
            font.pixelSize: Theme.textSmall
        }
    }
}
