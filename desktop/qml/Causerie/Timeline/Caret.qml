import QtQuick
import Causerie.Theme

// Where the next word of an answer will stand.
Rectangle {
    id: caret

    width: Theme.dot
    height: Theme.textLead
    radius: Theme.focusWidth
    color: Theme.assistant

    SequentialAnimation on opacity {
        running: caret.visible && Theme.pulse > 0
        loops: Animation.Infinite

        NumberAnimation {
            to: 0.3
            duration: Theme.pulse / 2
            easing.type: Easing.InOutSine
        }
        NumberAnimation {
            to: 1
            duration: Theme.pulse / 2
            easing.type: Easing.InOutSine
        }
    }
}
