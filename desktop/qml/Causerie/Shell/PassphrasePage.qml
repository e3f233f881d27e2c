pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Causerie.Theme
import Causerie.Controls
import Causerie.Views

StartPage {
    id: page

    required property Opening opening

    title: qsTr("Choose a passphrase")
    text: qsTr("This system has no keyring, so Causerie encrypts everything it keeps with a passphrase of yours. You will type it at each start.")
    footnote: qsTr("Nobody can recover it for you: without it, what is kept on this device cannot be read.")

    Field {
        Layout.fillWidth: true
        label: qsTr("Passphrase")

        TextField {
            id: first

            objectName: "passphraseField"
            Layout.fillWidth: true
            name: qsTr("Passphrase")
            ground: Theme.panel
            echoMode: TextInput.Password
            focus: true
            onAccepted: second.forceActiveFocus(Qt.TabFocusReason)
        }
    }

    Field {
        Layout.fillWidth: true
        label: qsTr("Once more")
        error: page.opening.failure

        TextField {
            id: second

            objectName: "passphraseAgainField"
            Layout.fillWidth: true
            name: qsTr("Passphrase once more")
            ground: Theme.panel
            echoMode: TextInput.Password
            failed: page.opening.failure !== ""
            onAccepted: page.opening.protect(first.text, text)
        }
    }

    Button {
        objectName: "protectButton"
        Layout.alignment: Qt.AlignRight
        kind: Button.Primary
        text: qsTr("Continue")
        onClicked: page.opening.protect(first.text, second.text)
    }
}
