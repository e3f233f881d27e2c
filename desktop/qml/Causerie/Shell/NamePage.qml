pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Causerie.Theme
import Causerie.Controls
import Causerie.Views

StartPage {
    id: page

    required property Session session

    title: qsTr("Welcome to Causerie")
    text: qsTr("Group chats with an assistant in the room. No account, no server: what you write stays between the people in it.")
    footnote: qsTr("Only people you share a group with see this name. You can change it later.")

    Field {
        Layout.fillWidth: true
        label: qsTr("Your name")
        error: page.session.nameError

        TextField {
            id: name

            objectName: "nameField"
            Layout.fillWidth: true
            name: qsTr("Your name")
            placeholderText: qsTr("Ana")
            ground: Theme.panel
            failed: page.session.nameError !== ""
            focus: true
            maximumLength: 200
            onAccepted: page.session.create(text)
        }
    }

    Button {
        objectName: "continueButton"
        Layout.alignment: Qt.AlignRight
        kind: Button.Primary
        text: qsTr("Continue")
        enabled: name.text.trim() !== ""
        onClicked: page.session.create(name.text)
    }
}
