import QtQuick
import QtQuick.Layouts
import Causerie.Controls
import Causerie.Theme
import Causerie.Views

// A file that is not shown as a picture: what it is, how it stands, what can be done with it.
Rectangle {
    id: card

    required property int number
    required property string name
    required property string glyph
    required property string standing
    required property real share
    required property string line
    required property string spoken

    required property string messageId
    required property Files files

    signal saveAsked(int number)

    readonly property bool bad: standing === "damaged"

    objectName: "fileCard"
    implicitHeight: row.implicitHeight + 2 * Theme.spaceS
    radius: Theme.radiusCard
    color: Theme.sunken
    border.width: Theme.hairline
    border.color: Theme.line
    Accessible.role: Accessible.Grouping
    Accessible.name: spoken

    RowLayout {
        id: row

        anchors {
            left: parent.left
            right: parent.right
            verticalCenter: parent.verticalCenter
            leftMargin: Theme.spaceS
            rightMargin: Theme.spaceXs
        }
        spacing: Theme.spaceS

        Rectangle {
            Layout.alignment: Qt.AlignVCenter
            implicitWidth: Theme.avatarSmall
            implicitHeight: Theme.avatarSmall
            radius: Theme.radiusField
            color: card.bad ? Theme.dangerSoft : Theme.accentSoft

            Icon {
                anchors.centerIn: parent
                name: card.bad ? "triangle-alert" : card.glyph
                color: card.bad ? Theme.danger : Theme.accent
            }
        }

        ColumnLayout {
            Layout.fillWidth: true
            spacing: Theme.focusWidth

            Label {
                Layout.fillWidth: true
                text: card.name
                elide: Text.ElideMiddle
                maximumLineCount: 1
                font.pixelSize: Theme.textLabel
                Accessible.ignored: true
            }

            Label {
                Layout.fillWidth: true
                text: card.line
                wrapMode: Text.Wrap
                color: card.bad ? Theme.danger : Theme.dim
                font.pixelSize: Theme.textSmall
                Accessible.ignored: true
            }

            ProgressLine {
                Layout.fillWidth: true
                Layout.topMargin: Theme.focusWidth
                visible: card.standing === "fetching" || card.standing === "paused"
                share: card.share
                still: card.standing === "paused"
                name: card.line
            }
        }

        FileButtons {
            Layout.alignment: Qt.AlignVCenter
            name: card.name
            standing: card.standing
            onFetched: card.files.fetch(card.messageId, card.number)
            onPaused: card.files.pause(card.messageId, card.number)
            onCancelled: card.files.cancel(card.messageId, card.number)
            onSaved: card.saveAsked(card.number)
        }
    }
}
