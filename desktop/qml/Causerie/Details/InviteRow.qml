pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Causerie.Theme
import Causerie.Controls

// An invite that can still be used: whose, how often, until when.
ColumnLayout {
    id: row

    required property string key
    required property string maker
    required property string until
    required property string used
    required property bool approval
    required property string code
    required property string spoken

    signal withdrawn

    objectName: "inviteRow"
    spacing: Theme.spaceS
    Accessible.role: Accessible.ListItem
    Accessible.name: approval ? `${spoken}, ${qsTr("needs approval")}` : spoken

    RowLayout {
        Layout.fillWidth: true
        spacing: Theme.spaceM

        Rectangle {
            Layout.alignment: Qt.AlignTop
            implicitWidth: Theme.avatarSmall
            implicitHeight: Theme.avatarSmall
            radius: height / 2
            color: Theme.accentSoft
            Accessible.ignored: true

            Icon {
                anchors.centerIn: parent
                name: "ticket"
                size: Theme.iconSmall
                color: Theme.accent
            }
        }

        ColumnLayout {
            Layout.fillWidth: true
            spacing: Theme.focusWidth

            RowLayout {
                Layout.fillWidth: true
                spacing: Theme.spaceS

                Label {
                    Layout.fillWidth: true
                    text: row.maker
                    elide: Text.ElideRight
                    Accessible.ignored: true
                }

                Label {
                    text: row.used
                    color: Theme.dim
                    font.pixelSize: Theme.textSmall
                    Accessible.ignored: true
                }
            }

            Label {
                Layout.fillWidth: true
                text: row.until
                wrapMode: Text.Wrap
                color: Theme.dim
                font.pixelSize: Theme.textSmall
                Accessible.ignored: true
            }

            RowLayout {
                Layout.fillWidth: true
                visible: row.approval
                spacing: Theme.spaceXs

                Icon {
                    name: "hand"
                    size: Theme.textLabel
                    color: Theme.dim
                }

                Label {
                    Layout.fillWidth: true
                    text: qsTr("needs approval")
                    elide: Text.ElideRight
                    color: Theme.dim
                    font.pixelSize: Theme.textSmall
                    Accessible.ignored: true
                }
            }

            Flow {
                Layout.fillWidth: true
                Layout.topMargin: Theme.spaceXs
                spacing: Theme.spaceS

                CopyButton {
                    objectName: "copyInviteButton"
                    visible: row.code !== ""
                    compact: true
                    label: qsTr("Copy")
                    value: row.code
                }

                Button {
                    objectName: "withdrawButton"
                    kind: Button.Danger
                    compact: true
                    text: qsTr("Withdraw…")
                    onClicked: row.withdrawn()
                }
            }
        }
    }
}
