import QtQuick
import Causerie.Controls
import Causerie.Theme

// Under a question that nobody answers any more on their own, and the way to put it once more.
Item {
    id: line

    required property string sentence
    required property bool own
    required property bool asking

    signal again

    implicitHeight: row.height

    Row {
        id: row

        x: line.own ? line.width - width : 0
        spacing: Theme.spaceS

        Label {
            anchors.verticalCenter: parent.verticalCenter
            width: Math.min(implicitWidth, line.width - pill.width - row.spacing)
            text: line.sentence
            wrapMode: Text.Wrap
            horizontalAlignment: line.own ? Text.AlignRight : Text.AlignLeft
            color: Theme.dim
            font.pixelSize: Theme.textSmall
        }

        Pill {
            id: pill

            objectName: "askAgainButton"
            anchors.verticalCenter: parent.verticalCenter
            enabled: !line.asking
            glyph: "rotate-cw"
            text: qsTr("Ask again")
            Accessible.description: line.sentence
            onClicked: line.again()
        }
    }
}
