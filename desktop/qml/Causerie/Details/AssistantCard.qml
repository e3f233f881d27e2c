pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Causerie.Theme
import Causerie.Controls
import Causerie.Views

// The group's assistant: its name, when it speaks, its personality, and who changed it. All of it can be edited here.
Section {
    id: card

    required property GroupDetails details

    function finishEditing(): void {
        if (editing)
            save();
        card.details.setInstructions(personality.text);
    }

    function save(): void {
        editing = false;
        details.renameAssistant(nameField.text);
    }

    property bool editing: false

    title: qsTr("Assistant")

    RowLayout {
        Layout.fillWidth: true
        spacing: Theme.spaceM

        Avatar {
            assistant: card.details.assistantEnabled
            initial: "–"
            size: Theme.controlHeight + Theme.spaceS
        }

        ColumnLayout {
            Layout.fillWidth: true
            spacing: Theme.focusWidth

            RowLayout {
                Layout.fillWidth: true
                visible: !card.editing
                spacing: Theme.spaceXs

                Label {
                    objectName: "assistantTitle"
                    Layout.fillWidth: true
                    text: card.details.assistantName
                    elide: Text.ElideRight
                    font.pixelSize: Theme.textLead
                    font.weight: Theme.weightStrong
                }

                IconButton {
                    objectName: "renameAssistantButton"
                    side: Theme.pillHeight
                    glyph: "pencil"
                    glyphSize: Theme.iconSmall
                    text: qsTr("Rename the assistant")
                    onClicked: {
                        nameField.text = card.details.assistantName;
                        card.editing = true;
                        nameField.forceActiveFocus(Qt.TabFocusReason);
                        nameField.selectAll();
                    }
                }
            }

            TextField {
                id: nameField

                objectName: "assistantNameEdit"
                Layout.fillWidth: true
                visible: card.editing
                name: qsTr("Name of the assistant")
                failed: card.details.errorField === "assistant"
                onAccepted: card.save()
                onActiveFocusChanged: {
                    if (!activeFocus && card.editing)
                        card.save();
                }
                Keys.onEscapePressed: card.editing = false
            }

            Label {
                Layout.fillWidth: true
                text: card.details.changedLine
                wrapMode: Text.Wrap
                color: Theme.dim
                font.pixelSize: Theme.textSmall
            }
        }
    }

    Field {
        Layout.fillWidth: true
        label: qsTr("Responds")
        error: card.details.errorField === "respond" || card.details.errorField === "assistant" ? card.details.error : ""

        SegmentedPills {
            objectName: "respondPills"
            Layout.fillWidth: true
            name: qsTr("Responds")
            options: [qsTr("Automatically"), qsTr("Mentioned"), qsTr("Off")]
            keys: ["automatically", "when_mentioned", "off"]
            current: card.details.assistantEnabled ? card.details.respond : "off"
            onChosen: key => card.details.setRespond(key)
        }
    }

    Field {
        Layout.fillWidth: true
        label: qsTr("Personality")
        error: card.details.errorField === "instructions" ? card.details.error : ""

        TextArea {
            id: personality

            objectName: "personalityArea"
            Layout.fillWidth: true
            name: qsTr("Personality")
            placeholderText: qsTr("How it should behave, in a few sentences. Everybody in the group sees this.")
            failed: card.details.errorField === "instructions"
            editor.onEditingFinished: card.details.setInstructions(text)

            Binding {
                personality.text: card.details.instructions
                when: !personality.activeFocus
                restoreMode: Binding.RestoreNone
            }
        }
    }
}
