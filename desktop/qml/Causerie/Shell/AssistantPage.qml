pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Causerie.Theme
import Causerie.Controls
import Causerie.Views

StartPage {
    id: page

    required property Hosting hosting

    signal done

    title: qsTr("Who answers for the assistant?")
    text: qsTr("Each group can have an assistant. It runs on a model that one of its members brings: choose yours, or leave it to the others.")

    Connections {
        target: page.hosting

        function onSaved(): void {
            page.done();
        }
    }

    AssistantChoice {
        id: choice

        Layout.fillWidth: true
        hosting: page.hosting
    }

    RowLayout {
        Layout.fillWidth: true
        Layout.topMargin: Theme.spaceS
        spacing: Theme.spaceS

        Item {
            Layout.fillWidth: true
        }

        Button {
            objectName: "laterButton"
            kind: Button.Quiet
            text: qsTr("Later")
            onClicked: page.done()
        }

        Button {
            objectName: "useButton"
            kind: Button.Primary
            text: qsTr("Use it")
            enabled: page.hosting.kind !== "none" && !page.hosting.busy
            busy: page.hosting.busy
            onClicked: page.hosting.save(choice.key)
        }
    }
}
