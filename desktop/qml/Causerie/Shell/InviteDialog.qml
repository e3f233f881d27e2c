pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Causerie.Desktop
import Causerie.Theme
import Causerie.Controls
import Causerie.Views

// A code to give away: as text, as a link, as a picture.
Dialog {
    id: dialog

    required property InviteSheet invite
    required property string groupName
    // Whether this account may let newcomers in.
    property bool decides: false

    title: qsTr("Invite to %1").arg(groupName)
    subtitle: invite.approval ? qsTr("Send this code by any means you trust. Whoever pastes it into Causerie asks to be let in, and an admin decides.") : qsTr("Send this code by any means you trust. Whoever pastes it into Causerie on the same network is in.")
    initialFocus: copyCode
    onAboutToShow: invite.make()

    Banner {
        Layout.fillWidth: true
        kind: Banner.Danger
        text: dialog.invite.error
        hint: dialog.invite.hint
    }

    GridLayout {
        Layout.fillWidth: true
        columns: dialog.width >= Theme.dialogWidth ? 2 : 1
        columnSpacing: Theme.spaceL
        rowSpacing: Theme.spaceL

        ColumnLayout {
            Layout.fillWidth: true
            Layout.fillHeight: true
            spacing: Theme.spaceM

            TextArea {
                objectName: "codeField"
                Layout.fillWidth: true
                Layout.fillHeight: true
                name: qsTr("Invite code")
                text: dialog.invite.code
                readOnly: true
                monospaced: true
            }

            CopyButton {
                id: copyCode

                objectName: "copyCodeButton"
                Layout.fillWidth: true
                kind: Button.Primary
                label: qsTr("Copy code")
                value: dialog.invite.code
            }

            CopyButton {
                objectName: "copyLinkButton"
                Layout.fillWidth: true
                label: qsTr("Copy link")
                value: dialog.invite.link
            }
        }

        Rectangle {
            Layout.alignment: Qt.AlignCenter
            implicitWidth: Theme.qrSize
            implicitHeight: Theme.qrSize
            radius: Theme.radiusCard
            color: Theme.qrPaper
            border.width: Theme.hairline
            border.color: Theme.line
            Accessible.role: Accessible.Graphic
            Accessible.name: qsTr("The invite link as a QR code")

            QrCode {
                anchors.fill: parent
                anchors.margins: Theme.spaceXs
                text: dialog.invite.link
                ink: Theme.qrInk
            }

            Spinner {
                anchors.centerIn: parent
                visible: dialog.invite.busy
                running: visible
            }
        }
    }

    Hairline {}

    Field {
        Layout.fillWidth: true
        label: qsTr("Works for")

        SegmentedPills {
            objectName: "lifetimePills"
            Layout.fillWidth: true
            name: qsTr("Works for")
            options: [qsTr("An hour"), qsTr("A day"), qsTr("A week"), qsTr("A month")]
            keys: ["3600", "86400", "604800", "2592000"]
            current: dialog.invite.lifetime
            onChosen: key => dialog.invite.setLifetime(key)
        }
    }

    Field {
        Layout.fillWidth: true
        label: qsTr("Can be used")
        help: dialog.invite.expires !== "" ? qsTr("Until %1. What is sent before anybody joins can be read by newcomers too.").arg(dialog.invite.expires) : ""

        SegmentedPills {
            objectName: "usesPills"
            Layout.fillWidth: true
            name: qsTr("Can be used")
            options: [qsTr("Once"), qsTr("5 times"), qsTr("20 times"), qsTr("100 times")]
            keys: ["1", "5", "20", "100"]
            current: dialog.invite.uses
            onChosen: key => dialog.invite.setUses(key)
        }
    }

    ColumnLayout {
        Layout.fillWidth: true
        spacing: Theme.spaceXs

        Switch {
            objectName: "approvalSwitch"
            Layout.fillWidth: true
            text: dialog.decides ? qsTr("Ask me before somebody joins") : qsTr("Ask an admin before somebody joins")
            checked: dialog.invite.approval
            onToggled: dialog.invite.setApproval(checked)
        }

        Label {
            Layout.fillWidth: true
            text: dialog.decides ? qsTr("You or another admin of the group has to let each newcomer in.") : qsTr("An admin of the group has to let each newcomer in. You are not one.")
            wrapMode: Text.Wrap
            color: Theme.dim
            font.pixelSize: Theme.textSmall
        }
    }
}
