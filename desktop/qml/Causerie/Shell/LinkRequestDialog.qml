pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Causerie.Theme
import Causerie.Controls
import Causerie.Views

// A new device wants to belong to this account: only who sees both can say that it is theirs.
Dialog {
    id: dialog

    required property Devices devices

    title: qsTr("Link a new device?")
    subtitle: qsTr("It will read and write everything in your name. Say yes only if you hold it, and if it shows these six digits.")
    closable: false
    initialFocus: refusal

    Connections {
        target: dialog.devices

        function onRequestChanged(): void {
            if (dialog.devices.digits === "")
                dialog.close();
        }
    }

    Rectangle {
        Layout.fillWidth: true
        implicitHeight: digits.implicitHeight + 2 * Theme.spaceXl
        radius: Theme.radiusCard
        color: Theme.sunken

        Label {
            id: digits

            objectName: "linkDigits"
            anchors.centerIn: parent
            text: dialog.devices.digits
            font.family: Theme.mono
            font.pixelSize: Theme.textDisplay
            font.weight: Theme.weightStrong
            Accessible.name: qsTr("Digits: %1").arg(text.split("").join(" "))
        }
    }

    Banner {
        Layout.fillWidth: true
        kind: Banner.Danger
        text: dialog.devices.requestError
    }

    buttons: [
        Button {
            objectName: "confirmLinkButton"
            kind: Button.Primary
            text: qsTr("Yes, link it")
            busy: dialog.devices.deciding
            onClicked: dialog.devices.confirm()
        },
        Button {
            id: refusal

            objectName: "rejectLinkButton"
            kind: Button.Danger
            text: qsTr("Do not link")
            enabled: !dialog.devices.deciding
            onClicked: dialog.devices.reject()
        }
    ]
}
