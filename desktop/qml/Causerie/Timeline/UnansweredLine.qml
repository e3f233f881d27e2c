import QtQuick
import Causerie.Controls
import Causerie.Theme

// Under a question that nobody answers any more on their own, and the way to put it once more.
Flow {
    id: line

    required property string sentence
    required property bool own
    required property bool asking

    signal again

    spacing: Theme.spaceS
    layoutDirection: own ? Qt.RightToLeft : Qt.LeftToRight

    Label {
        width: Math.min(implicitWidth, line.width)
        height: Math.max(implicitHeight, pill.height)
        verticalAlignment: Text.AlignVCenter
        text: line.sentence
        wrapMode: Text.Wrap
        color: Theme.dim
        font.pixelSize: Theme.textSmall
    }

    Pill {
        id: pill

        objectName: "askAgainButton"
        enabled: !line.asking
        glyph: "rotate-cw"
        text: qsTr("Ask again")
        Accessible.description: line.sentence
        onClicked: line.again()
    }
}
