pragma ComponentBehavior: Bound
import QtQuick
import Causerie.Theme

// Three dots that breathe while something is under way; still with reduced motion.
Row {
    id: spinner

    property bool running: true
    property color color: Theme.dim
    property real size: Theme.iconSize

    width: size
    height: size
    spacing: size * 0.14
    Accessible.role: Accessible.Animation
    Accessible.name: qsTr("Working")

    Repeater {
        // Most are never seen: one is in every button.
        model: spinner.visible ? 3 : 0

        Rectangle {
            id: point

            required property int index

            width: spinner.size * 0.24
            height: width
            radius: width / 2
            color: spinner.color
            y: (spinner.size - height) / 2

            SequentialAnimation on opacity {
                running: spinner.running && spinner.visible && Theme.pulse > 0
                loops: Animation.Infinite

                PauseAnimation {
                    duration: point.index * Theme.pulse / 6
                }
                NumberAnimation {
                    to: 0.25
                    duration: Theme.pulse / 3
                }
                NumberAnimation {
                    to: 1
                    duration: Theme.pulse / 3
                }
                PauseAnimation {
                    duration: (2 - point.index) * Theme.pulse / 6
                }
            }
        }
    }
}
