pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Causerie.Theme
import Causerie.Controls
import Causerie.Views

// The group's assistant: its name, when it speaks, its personality, and who changed it. All of it can be edited here.
Section {
    id: card

    required property GroupAssistant assistant
    property bool editable: true

    function finishEditing(): void {
        if (editing)
            save();
        card.assistant.setInstructions(personality.text);
    }

    function save(): void {
        editing = false;
        assistant.rename(nameField.text);
    }

    property bool editing: false

    title: qsTr("Assistant")

    RowLayout {
        Layout.fillWidth: true
        spacing: Theme.spaceM

        Avatar {
            assistant: card.assistant.enabled
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
                    text: card.assistant.name
                    elide: Text.ElideRight
                    font.pixelSize: Theme.textLead
                    font.weight: Theme.weightStrong
                }

                IconButton {
                    objectName: "renameAssistantButton"
                    visible: card.editable
                    side: Theme.pillHeight
                    glyph: "pencil"
                    glyphSize: Theme.iconSmall
                    text: qsTr("Rename the assistant")
                    onClicked: {
                        nameField.text = card.assistant.name;
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
                failed: card.assistant.errorField === "name"
                onAccepted: card.save()
                onActiveFocusChanged: {
                    if (!activeFocus && card.editing)
                        card.save();
                }
                Keys.onEscapePressed: card.editing = false
            }

            Label {
                Layout.fillWidth: true
                text: card.assistant.changedLine
                wrapMode: Text.Wrap
                color: Theme.dim
                font.pixelSize: Theme.textSmall
            }
        }
    }

    Label {
        Layout.fillWidth: true
        visible: !card.editable
        text: qsTr("Only the owner and the admins can change the assistant.")
        wrapMode: Text.Wrap
        color: Theme.dim
        font.pixelSize: Theme.textSmall
    }

    Field {
        Layout.fillWidth: true
        label: qsTr("Responds")
        error: card.assistant.errorField === "respond" || card.assistant.errorField === "name" ? card.assistant.error : ""

        SegmentedPills {
            objectName: "respondPills"
            Layout.fillWidth: true
            enabled: card.editable
            name: qsTr("Responds")
            options: [qsTr("Automatically"), qsTr("Mentioned"), qsTr("Off")]
            keys: ["automatically", "when_mentioned", "off"]
            current: card.assistant.respond
            onChosen: key => card.assistant.setRespond(key)
        }
    }

    Field {
        Layout.fillWidth: true
        visible: card.editable || card.assistant.instructions !== ""
        label: qsTr("Personality")
        error: card.assistant.errorField === "instructions" ? card.assistant.error : ""

        TextArea {
            id: personality

            objectName: "personalityArea"
            Layout.fillWidth: true
            name: qsTr("Personality")
            readOnly: !card.editable
            placeholderText: qsTr("How it should behave, in a few sentences. Everybody in the group sees this.")
            failed: card.assistant.errorField === "instructions"
            editor.onEditingFinished: {
                if (card.editable)
                    card.assistant.setInstructions(text);
            }

            Binding {
                target: personality
                property: "text"
                value: card.assistant.instructions
                when: !personality.activeFocus
                restoreMode: Binding.RestoreNone
            }
        }
    }
}
