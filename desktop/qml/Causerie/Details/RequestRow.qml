pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Causerie.Theme
import Causerie.Controls

// Somebody who waits to be let in, and the two answers.
Rectangle {
    id: row

    required property string key
    required property string name
    required property string initial
    required property real hue
    required property string line
    required property bool busy
    required property string error

    signal letIn
    signal turnAway

    function attend(): void {
        yes.forceActiveFocus(Qt.TabFocusReason);
    }

    // A button loses the keyboard while it is busy. It is no longer, and still here: it did not work.
    onBusyChanged: {
        if (!busy)
            Qt.callLater(attend);
    }

    objectName: "requestRow"
    implicitHeight: column.implicitHeight + 2 * Theme.spaceM
    radius: Theme.radiusCard
    color: Theme.sunken
    Accessible.role: Accessible.ListItem
    Accessible.name: `${name}, ${line}`

    ColumnLayout {
        id: column

        anchors {
            left: parent.left
            right: parent.right
            top: parent.top
            margins: Theme.spaceM
        }
        spacing: Theme.spaceM

        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.spaceM

            Avatar {
                initial: row.initial
                hue: row.hue
                size: Theme.avatarSmall
            }

            ColumnLayout {
                Layout.fillWidth: true
                spacing: Theme.focusWidth

                Label {
                    Layout.fillWidth: true
                    // All of it: somebody is let in by this name.
                    text: row.name
                    wrapMode: Text.Wrap
                    font.weight: Theme.weightStrong
                    Accessible.ignored: true
                }

                Label {
                    Layout.fillWidth: true
                    text: row.line
                    wrapMode: Text.Wrap
                    color: Theme.dim
                    font.pixelSize: Theme.textSmall
                    Accessible.ignored: true
                }
            }
        }

        Label {
            Layout.fillWidth: true
            visible: text !== ""
            text: row.error
            wrapMode: Text.Wrap
            color: Theme.danger
            font.pixelSize: Theme.textSmall
            Accessible.role: Accessible.AlertMessage
        }

        Flow {
            Layout.fillWidth: true
            spacing: Theme.spaceS

            Button {
                id: yes

                objectName: "letInButton"
                kind: Button.Primary
                compact: true
                text: qsTr("Let in")
                busy: row.busy
                Accessible.name: qsTr("Let %1 in").arg(row.name)
                onClicked: row.letIn()
            }

            Button {
                objectName: "turnAwayButton"
                kind: Button.Danger
                compact: true
                text: qsTr("Turn away…")
                enabled: !row.busy
                Accessible.name: qsTr("Turn %1 away").arg(row.name)
                onClicked: row.turnAway()
            }
        }
    }
}
