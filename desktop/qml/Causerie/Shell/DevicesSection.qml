pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Causerie.Theme
import Causerie.Controls
import Causerie.Views

// In the settings: the devices of this account, ending one, and the code for a new one.
ColumnLayout {
    id: section

    required property Devices devices
    property bool asked: false

    spacing: Theme.spaceM

    Label {
        Layout.fillWidth: true
        text: qsTr("Devices")
        font.weight: Theme.weightStrong
        Accessible.role: Accessible.Heading
    }

    Repeater {
        model: section.devices.rows

        DeviceRow {
            Layout.fillWidth: true
            onRevoked: section.confirm(key, name)
        }
    }

    Label {
        Layout.fillWidth: true
        visible: text !== ""
        text: section.devices.error
        wrapMode: Text.Wrap
        color: Theme.danger
        font.pixelSize: Theme.textSmall
        Accessible.role: Accessible.AlertMessage
    }

    ColumnLayout {
        Layout.fillWidth: true
        visible: section.devices.code !== ""
        spacing: Theme.spaceS
        // The button that made the code is gone. The next step has the keyboard, and so comes into sight, once it has
        // its place.
        onHeightChanged: {
            if (section.asked && visible) {
                section.asked = false;
                Qt.callLater(copy.forceActiveFocus, Qt.TabFocusReason);
            }
        }

        TextArea {
            objectName: "linkCodeField"
            Layout.fillWidth: true
            name: qsTr("Code for the new device")
            text: section.devices.code
            readOnly: true
            monospaced: true
        }

        Label {
            Layout.fillWidth: true
            text: qsTr("Give this code to the new device, before it has an account. It is good once, until %1. Then both show the same six digits.").arg(section.devices.codeExpires)
            wrapMode: Text.Wrap
            color: Theme.dim
            font.pixelSize: Theme.textSmall
        }

        CopyButton {
            id: copy

            objectName: "copyLinkCodeButton"
            Layout.fillWidth: true
            label: qsTr("Copy code")
            value: section.devices.code
        }
    }

    Button {
        objectName: "linkDeviceButton"
        Layout.fillWidth: true
        visible: section.devices.code === ""
        glyph: "laptop"
        text: qsTr("Link a device")
        busy: section.devices.making
        onClicked: {
            section.asked = true;
            section.devices.beginLink();
        }
    }

    function confirm(key: string, name: string): void {
        revoking.active = true;
        const dialog = revoking.item as Revoking;
        dialog.key = key;
        dialog.name = name;
        dialog.open();
    }

    Loader {
        id: revoking

        // What it loads floats above everything; among the rows it takes no room.
        visible: false
        active: false
        sourceComponent: Revoking {
            onConfirmed: section.devices.revoke(key)
        }
    }

    component Revoking: ConfirmDialog {
        property string key
        property string name

        title: qsTr("Remove “%1” from your account?").arg(name)
        text: qsTr("This device will no longer receive anything, nor write in your name. What it has stays on it. To use it again it has to be linked anew.")
        yes: qsTr("Remove device")
    }
}
