pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Causerie.Theme
import Causerie.Controls
import Causerie.Views

// In the settings: why devices nearby do not see each other, in sentences, and what to do about it.
ColumnLayout {
    id: section

    required property NetworkCheck network

    objectName: "networkSection"
    spacing: Theme.spaceM

    Label {
        Layout.fillWidth: true
        text: qsTr("Network")
        font.weight: Theme.weightStrong
        Accessible.role: Accessible.Heading
    }

    RowLayout {
        Layout.fillWidth: true
        spacing: Theme.spaceM

        Label {
            Layout.fillWidth: true
            text: qsTr("If people nearby do not appear, see what keeps you apart.")
            wrapMode: Text.Wrap
            color: Theme.dim
            font.pixelSize: Theme.textLabel
        }

        Button {
            objectName: "networkCheckButton"
            text: qsTr("Check the network")
            busy: section.network.busy
            onClicked: section.network.look()
        }
    }

    Repeater {
        model: section.network.rows

        RowLayout {
            id: row

            required property string grade
            required property string text
            required property string hint
            readonly property string rank: grade === "problem" ? qsTr("Problem") : grade === "warning" ? qsTr("Careful") : qsTr("Good")

            Layout.fillWidth: true
            spacing: Theme.spaceS
            Accessible.role: Accessible.ListItem
            Accessible.name: `${rank}: ${text} ${hint}`

            Icon {
                Layout.alignment: Qt.AlignTop
                name: row.grade === "problem" ? "circle-x" : row.grade === "warning" ? "triangle-alert" : "circle-check"
                size: Theme.iconSmall
                color: row.grade === "problem" ? Theme.danger : row.grade === "warning" ? Theme.warning : Theme.accent
            }

            ColumnLayout {
                Layout.fillWidth: true
                spacing: Theme.spaceXs

                Label {
                    Layout.fillWidth: true
                    text: row.text
                    wrapMode: Text.Wrap
                    font.pixelSize: Theme.textLabel
                    Accessible.ignored: true
                }

                Label {
                    Layout.fillWidth: true
                    visible: text !== ""
                    text: row.hint
                    wrapMode: Text.Wrap
                    color: Theme.dim
                    font.pixelSize: Theme.textSmall
                    Accessible.ignored: true
                }
            }
        }
    }

    Label {
        Layout.fillWidth: true
        visible: text !== ""
        text: section.network.error
        wrapMode: Text.Wrap
        color: Theme.danger
        font.pixelSize: Theme.textSmall
        Accessible.role: Accessible.AlertMessage
    }
}
