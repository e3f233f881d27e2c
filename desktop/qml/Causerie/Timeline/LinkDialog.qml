import QtQuick
import QtQuick.Layouts
import Causerie.Controls
import Causerie.Theme
import Causerie.Views

// Before a link opens: where it really goes.
Dialog {
    id: dialog

    required property MessageActions actions
    property string href
    property string host

    title: qsTr("Open this link?")
    subtitle: qsTr("It leaves Causerie and opens in your browser.")
    initialFocus: cancel

    function ask(link: string, target: string): void {
        href = link;
        host = target;
        open();
    }

    Rectangle {
        Layout.fillWidth: true
        implicitHeight: address.implicitHeight + 2 * Theme.spaceM
        radius: Theme.radiusField
        color: Theme.sunken

        ColumnLayout {
            id: address

            anchors {
                left: parent.left
                right: parent.right
                verticalCenter: parent.verticalCenter
                margins: Theme.spaceM
            }
            spacing: Theme.spaceXs

            Label {
                Layout.fillWidth: true
                text: dialog.host
                wrapMode: Text.WrapAnywhere
                font.pixelSize: Theme.textLead
                font.weight: Theme.weightStrong
            }

            Label {
                Layout.fillWidth: true
                text: dialog.href
                wrapMode: Text.WrapAnywhere
                maximumLineCount: 6
                elide: Text.ElideRight
                color: Theme.dim
                font.pixelSize: Theme.textSmall
            }
        }
    }

    buttons: [
        Button {
            objectName: "openLinkButton"
            kind: Button.Primary
            glyph: "external-link"
            text: qsTr("Open")
            onClicked: {
                dialog.actions.openLink(dialog.href);
                dialog.close();
            }
        },
        Button {
            glyph: "copy"
            text: qsTr("Copy the address")
            onClicked: {
                dialog.actions.copyText(dialog.href);
                dialog.close();
            }
        },
        Button {
            id: cancel

            objectName: "cancelLinkButton"
            kind: Button.Quiet
            text: qsTr("Cancel")
            onClicked: dialog.close()
        }
    ]
}
