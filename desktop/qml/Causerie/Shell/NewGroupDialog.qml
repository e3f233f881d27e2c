pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Causerie.Theme
import Causerie.Controls
import Causerie.Views

// A name, and whether an assistant takes part.
Dialog {
    id: dialog

    required property Founding founding

    function found(): void {
        founding.found(groupName.text, assistant.checked, assistantName.text, mode.current);
    }

    title: qsTr("New group")
    subtitle: qsTr("You can invite people as soon as it exists.")
    initialFocus: groupName
    onAboutToShow: founding.clear()

    Connections {
        target: dialog.founding

        function onFounded(): void {
            dialog.close();
            groupName.text = "";
            assistantName.text = "Sage";
            assistant.checked = true;
            mode.current = "when_mentioned";
        }
    }

    Field {
        Layout.fillWidth: true
        label: qsTr("Name of the group")
        error: dialog.founding.error

        TextField {
            id: groupName

            objectName: "groupNameField"
            Layout.fillWidth: true
            name: qsTr("Name of the group")
            placeholderText: qsTr("Garden weekend")
            failed: dialog.founding.error !== ""
            onAccepted: dialog.found()
        }
    }

    Rectangle {
        Layout.fillWidth: true
        implicitHeight: card.implicitHeight + 2 * Theme.spaceL
        radius: Theme.radiusCard
        color: Theme.clear
        border.width: Theme.hairline
        border.color: Theme.line

        ColumnLayout {
            id: card

            anchors {
                left: parent.left
                right: parent.right
                top: parent.top
                margins: Theme.spaceL
            }
            spacing: Theme.spaceM

            RowLayout {
                spacing: Theme.spaceM

                Avatar {
                    assistant: true
                }

                Switch {
                    id: assistant

                    objectName: "assistantSwitch"
                    Layout.fillWidth: true
                    text: qsTr("An assistant takes part")
                    checked: true
                }
            }

            Field {
                Layout.fillWidth: true
                visible: assistant.checked
                label: qsTr("It is called")

                TextField {
                    id: assistantName

                    objectName: "assistantNameField"
                    Layout.fillWidth: true
                    name: qsTr("Name of the assistant")
                    text: "Sage"
                    onAccepted: dialog.found()
                }
            }

            Field {
                Layout.fillWidth: true
                visible: assistant.checked
                label: qsTr("It responds")
                help: mode.current === "automatically" ? qsTr("It follows the conversation and speaks when it has something to add.") : qsTr("It answers when somebody writes its name, such as @%1.").arg(assistantName.text)

                SegmentedPills {
                    id: mode

                    objectName: "modePills"
                    Layout.fillWidth: true
                    name: qsTr("It responds")
                    options: [qsTr("Automatically"), qsTr("When mentioned")]
                    keys: ["automatically", "when_mentioned"]
                    current: "when_mentioned"
                    assistant: true
                    onChosen: key => current = key
                }
            }
        }
    }

    buttons: [
        Button {
            objectName: "createGroupButton"
            kind: Button.Primary
            text: qsTr("Create group")
            enabled: groupName.text.trim() !== ""
            busy: dialog.founding.busy
            onClicked: dialog.found()
        },
        Button {
            kind: Button.Quiet
            text: qsTr("Cancel")
            onClicked: dialog.close()
        }
    ]
}
