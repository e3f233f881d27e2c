import QtQuick
import Causerie.Controls
import Causerie.Theme
import Causerie.Views

// Above the messages, and only when there is something to say: catching up, nobody reachable.
Column {
    id: notes

    required property Timeline timeline
    property real column: width

    Rectangle {
        width: parent.width
        height: notes.timeline.progress < 1 ? Theme.focusWidth : 0
        visible: height > 0
        color: Theme.line
        Accessible.role: Accessible.ProgressBar
        Accessible.name: qsTr("Catching up")

        Rectangle {
            width: parent.width * notes.timeline.progress
            height: parent.height
            color: Theme.accent
        }
    }

    Item {
        width: parent.width
        height: amount.implicitHeight + Theme.spaceM
        visible: notes.timeline.progressText !== ""

        Label {
            id: amount

            anchors.centerIn: parent
            width: Math.min(implicitWidth, notes.column)
            text: notes.timeline.progressText
            elide: Text.ElideRight
            color: Theme.dim
            font.pixelSize: Theme.textSmall
        }
    }

    Item {
        width: parent.width
        height: offline.implicitHeight + Theme.spaceM
        visible: notes.timeline.unreachable && notes.timeline.state === "talking"

        Row {
            id: offline

            anchors.centerIn: parent
            spacing: Theme.spaceS

            Icon {
                anchors.verticalCenter: parent.verticalCenter
                name: "wifi-off"
                size: Theme.iconSmall
                color: Theme.dim
            }

            Label {
                width: Math.min(implicitWidth, notes.column - Theme.iconSmall - Theme.spaceS)
                text: notes.timeline.direct ? qsTr("%1 is not reachable. What you write leaves as soon as that changes.").arg(notes.timeline.name) : qsTr("Nobody from this group is reachable. What you write leaves when somebody is.")
                wrapMode: Text.Wrap
                color: Theme.dim
                font.pixelSize: Theme.textSmall
            }
        }
    }
}
