pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Causerie.Controls
import Causerie.Theme
import Causerie.Views

// What left the room for one answer, word for word.
Dialog {
    id: sheet

    required property MessageActions actions

    title: qsTr("What left the room")
    subtitle: actions.receiptProblem !== "" ? "" : qsTr("Exactly this was sent for the answer, and nothing else.")

    function show(messageId: string): void {
        actions.loadReceipt(messageId);
        open();
    }

    Banner {
        Layout.fillWidth: true
        text: sheet.actions.receiptProblem
    }

    GridLayout {
        Layout.fillWidth: true
        visible: sheet.actions.receiptProblem === ""
        columns: 2
        columnSpacing: Theme.spaceL
        rowSpacing: Theme.spaceXs

        Label {
            text: qsTr("To")
            color: Theme.dim
        }

        Label {
            Layout.fillWidth: true
            text: [sheet.actions.receiptProvider, sheet.actions.receiptAddress].filter(part => part !== "").join(" · ")
            wrapMode: Text.WrapAnywhere
        }

        Label {
            text: qsTr("Model")
            color: Theme.dim
        }

        Label {
            Layout.fillWidth: true
            text: sheet.actions.receiptModel
            wrapMode: Text.WrapAnywhere
        }
    }

    Repeater {
        model: sheet.actions.receiptEntries

        Rectangle {
            id: entry

            required property var modelData

            Layout.fillWidth: true
            implicitHeight: column.implicitHeight + 2 * Theme.spaceM
            radius: Theme.radiusCard
            color: Theme.sunken

            ColumnLayout {
                id: column

                anchors {
                    left: parent.left
                    right: parent.right
                    verticalCenter: parent.verticalCenter
                    margins: Theme.spaceM
                }
                spacing: Theme.spaceXs

                Label {
                    text: entry.modelData.role === "system" ? qsTr("Instructions") : entry.modelData.role === "assistant" ? qsTr("Earlier answer") : entry.modelData.role === "user" ? qsTr("From the conversation") : entry.modelData.role
                    color: entry.modelData.role === "user" ? Theme.accent : Theme.assistant
                    font.pixelSize: Theme.textSmall
                    font.weight: Theme.weightStrong
                }

                TextEdit {
                    Layout.fillWidth: true
                    text: entry.modelData.text
                    textFormat: TextEdit.PlainText
                    wrapMode: TextEdit.Wrap
                    readOnly: true
                    selectByMouse: true
                    selectionColor: Theme.selection
                    selectedTextColor: Theme.text
                    color: Theme.text
                    font.family: Theme.sans
                    font.pixelSize: Theme.textLabel
                    Accessible.role: Accessible.StaticText
                    Accessible.name: text
                }
            }
        }
    }
}
