pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Causerie.Controls
import Causerie.Views

// Asks before something that cannot simply be undone. When it fails the dialog stays and says why.
Dialog {
    id: dialog

    required property Confirmation confirmation

    title: confirmation.title
    initialFocus: refusal
    onClosed: confirmation.dismiss()

    Connections {
        target: dialog.confirmation

        function onSettled(): void {
            dialog.close();
        }
    }

    Label {
        Layout.fillWidth: true
        text: dialog.confirmation.text
        wrapMode: Text.Wrap
    }

    Banner {
        Layout.fillWidth: true
        kind: Banner.Danger
        text: dialog.confirmation.error
        hint: dialog.confirmation.hint
    }

    buttons: [
        Button {
            objectName: "yesButton"
            kind: dialog.confirmation.dangerous ? Button.Danger : Button.Primary
            text: dialog.confirmation.yes
            busy: dialog.confirmation.busy
            onClicked: dialog.confirmation.accept()
        },
        Button {
            id: refusal

            objectName: "noButton"
            kind: Button.Quiet
            text: dialog.confirmation.no
            onClicked: dialog.close()
        }
    ]
}
