pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Causerie.Theme
import Causerie.Controls
import Causerie.Views

StartPage {
    id: page

    required property Opening opening

    title: qsTr("Causerie cannot open this profile")

    Banner {
        objectName: "failureBanner"
        Layout.fillWidth: true
        kind: Banner.Warning
        text: page.opening.failure
        hint: page.opening.hint
    }

    RowLayout {
        Layout.alignment: Qt.AlignRight
        spacing: Theme.spaceS

        Button {
            objectName: "quitButton"
            kind: Button.Quiet
            text: qsTr("Quit")
            onClicked: page.Window.window.close()
        }

        Button {
            objectName: "retryButton"
            kind: Button.Primary
            text: qsTr("Try again")
            focus: true
            busy: page.opening.failure === ""
            onClicked: page.opening.restart()
        }
    }
}
