pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Causerie.Desktop
import Causerie.Controls
import Causerie.Views

// Paste a code; it is checked while one types.
Dialog {
    id: dialog

    required property Joining joining

    title: qsTr("Join with an invite code")
    subtitle: qsTr("Paste the code or the link somebody sent you. Spaces and line breaks do not matter.")
    initialFocus: code.editor
    onAboutToShow: joining.look(Clipboard.text())

    Connections {
        target: dialog.joining

        function onBegun(): void {
            dialog.close();
        }
    }

    Banner {
        objectName: "clipboardOffer"
        Layout.fillWidth: true
        text: dialog.joining.offered !== "" && dialog.joining.code === "" ? qsTr("There is an invite code on the clipboard.") : ""
        glyph: "clipboard-paste"

        Button {
            objectName: "useClipboardButton"
            compact: true
            text: qsTr("Use it")
            onClicked: dialog.joining.setCode(dialog.joining.offered)
        }
    }

    Field {
        Layout.fillWidth: true
        label: qsTr("Invite code")
        error: [dialog.joining.error, dialog.joining.hint].filter(text => text !== "").join(" ")

        TextArea {
            id: code

            objectName: "joinCodeArea"
            Layout.fillWidth: true
            name: qsTr("Invite code")
            placeholderText: "causerie1…"
            monospaced: true
            minimumLines: 4
            failed: dialog.joining.error !== ""
            submitsOnEnter: true
            editor.onTextChanged: dialog.joining.setCode(text)
            onSubmitted: {
                if (dialog.joining.valid && !dialog.joining.busy)
                    dialog.joining.join();
            }

            Binding {
                code.text: dialog.joining.code
            }
        }
    }

    Banner {
        objectName: "validBanner"
        Layout.fillWidth: true
        text: dialog.joining.valid ? dialog.joining.summary : ""
        hint: dialog.joining.expiry
        glyph: "circle-check"
    }

    buttons: [
        Button {
            objectName: "joinButton"
            kind: Button.Primary
            text: qsTr("Join")
            enabled: dialog.joining.valid
            busy: dialog.joining.busy
            onClicked: dialog.joining.join()
        },
        Button {
            kind: Button.Quiet
            text: qsTr("Cancel")
            onClicked: dialog.close()
        }
    ]
}
