pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Causerie.Controls
import Causerie.Theme
import Causerie.Views

// The card one writes in.
FocusScope {
    id: card

    required property Composer composer

    readonly property bool closed: composer.closed !== ""

    signal assistantAsked

    implicitHeight: column.implicitHeight + 2 * Theme.spaceM
    Accessible.role: Accessible.Pane
    Accessible.name: qsTr("Write a message")

    Rectangle {
        anchors.fill: parent
        radius: Theme.radiusBubble
        color: Theme.panel
        border.width: Theme.hairline
        border.color: card.composer.problem !== "" ? Theme.danger : field.editor.activeFocus ? Theme.edge : Theme.line
    }

    TapHandler {
        onTapped: field.editor.forceActiveFocus(Qt.MouseFocusReason)
    }

    Completions {
        x: Theme.spaceM
        y: -height - Theme.spaceXs
        composer: card.composer
    }

    ColumnLayout {
        id: column

        anchors {
            left: parent.left
            right: parent.right
            top: parent.top
            margins: Theme.spaceM
            leftMargin: Theme.spaceL + Theme.focusWidth
        }
        spacing: Theme.spaceXs

        Loader {
            Layout.fillWidth: true
            active: card.composer.replying
            visible: active
            sourceComponent: ReplyPreview {
                author: card.composer.replyAuthor
                words: card.composer.replyText
                assistant: card.composer.replyAssistant
                onCancelled: card.composer.cancelReply()
            }
        }

        ComposerField {
            id: field

            Layout.fillWidth: true
            composer: card.composer
        }

        Row {
            Layout.fillWidth: true
            visible: card.composer.problem !== ""
            spacing: Theme.spaceS

            Icon {
                name: "circle-alert"
                size: Theme.iconSmall
                color: Theme.danger
            }

            Label {
                width: parent.width - Theme.iconSmall - Theme.spaceS
                text: card.composer.problem
                wrapMode: Text.Wrap
                color: Theme.danger
                font.pixelSize: Theme.textSmall
                Accessible.role: Accessible.AlertMessage
            }
        }

        RowLayout {
            Layout.fillWidth: true
            visible: !card.closed
            spacing: Theme.spaceS

            Flow {
                Layout.fillWidth: true
                Layout.alignment: Qt.AlignVCenter
                spacing: Theme.spaceS

                Pill {
                    objectName: "assistantChip"
                    visible: card.composer.assistantHint !== ""
                    assistant: true
                    glyph: "assistant"
                    text: card.composer.assistantHint
                    onClicked: card.assistantAsked()
                }

                Pill {
                    id: mark

                    objectName: "notForAiChip"
                    visible: card.composer.assistantHint !== ""
                    checkable: true
                    checked: card.composer.notForAi
                    glyph: "eye-off"
                    text: qsTr("Not for AI")
                    onToggled: card.composer.setNotForAi(checked)

                    Tooltip {
                        shown: mark.hovered
                        text: qsTr("This message never enters a prompt")
                    }
                }
            }

            IconButton {
                id: send

                objectName: "sendButton"
                Layout.alignment: Qt.AlignBottom
                enabled: card.composer.ready
                glyph: "arrow-up"
                filled: true
                round: true
                text: qsTr("Send")
                shortcut: qsTr("Enter")
                onClicked: {
                    card.composer.send();
                    field.editor.forceActiveFocus(Qt.OtherFocusReason);
                }
            }
        }
    }
}
