pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts

// Asks once more before something that cannot be taken back: what it does, to whom, and the way out of it.
Dialog {
    id: dialog

    property string text
    property string yes
    property string no: qsTr("Cancel")

    signal confirmed

    initialFocus: refusal

    Label {
        Layout.fillWidth: true
        text: dialog.text
        wrapMode: Text.Wrap
    }

    buttons: [
        Button {
            objectName: "confirmButton"
            kind: Button.Danger
            text: dialog.yes
            onClicked: {
                dialog.close();
                dialog.confirmed();
            }
        },
        Button {
            id: refusal

            objectName: "refuseButton"
            kind: Button.Quiet
            text: dialog.no
            onClicked: dialog.close()
        }
    ]
}
