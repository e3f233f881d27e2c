pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Causerie.Theme
import Causerie.Controls
import Causerie.Views

StartPage {
    id: page

    required property Opening opening

    title: qsTr("Enter your passphrase")
    text: qsTr("What Causerie keeps on this device is encrypted with it.")

    Field {
        Layout.fillWidth: true
        label: qsTr("Passphrase")
        error: page.opening.failure

        TextField {
            id: passphrase

            objectName: "unlockField"
            Layout.fillWidth: true
            name: qsTr("Passphrase")
            ground: Theme.panel
            echoMode: TextInput.Password
            failed: page.opening.failure !== ""
            focus: true
            onAccepted: page.opening.unlock(text)
        }
    }

    Button {
        objectName: "unlockButton"
        Layout.alignment: Qt.AlignRight
        kind: Button.Primary
        text: qsTr("Open")
        enabled: passphrase.text !== ""
        onClicked: page.opening.unlock(passphrase.text)
    }
}
