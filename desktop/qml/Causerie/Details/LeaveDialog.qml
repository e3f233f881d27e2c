pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Causerie.Controls
import Causerie.Views

// Leaving cannot be undone from here, so it is asked twice.
Dialog {
    id: dialog

    required property GroupDetails details

    title: qsTr("Leave %1?").arg(details.name)

    Label {
        Layout.fillWidth: true
        text: qsTr("You will no longer receive its messages. To come back, somebody has to invite you again. What is already on this device stays until you remove it.")
        wrapMode: Text.Wrap
    }

    buttons: [
        Button {
            objectName: "confirmLeaveButton"
            kind: Button.Danger
            text: qsTr("Leave")
            onClicked: {
                dialog.close();
                dialog.details.leave();
            }
        },
        Button {
            kind: Button.Quiet
            text: qsTr("Stay")
            onClicked: dialog.close()
        }
    ]
}
