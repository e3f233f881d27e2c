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

    Shortcut {
        sequences: ["Ctrl+O"]
        enabled: card.visible && !card.closed
        onActivated: picker.ask()
    }

    FileAsker {
        id: picker

        title: qsTr("Attach files")
        onChosen: files => {
            card.composer.tray.add(files);
            field.editor.forceActiveFocus(Qt.OtherFocusReason);
        }
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

        Loader {
            Layout.fillWidth: true
            active: card.composer.tray.count > 0
            visible: active
            sourceComponent: FileTray {
                tray: card.composer.tray
                onLeaving: field.editor.forceActiveFocus(Qt.OtherFocusReason)
            }
        }

        ComposerField {
            id: field

            Layout.fillWidth: true
            composer: card.composer
        }

        RowLayout {
            Layout.fillWidth: true
            visible: card.composer.preparing !== ""
            spacing: Theme.spaceS

            Spinner {
                size: Theme.iconSmall
                running: parent.visible
            }

            Label {
                objectName: "preparingLine"
                Layout.fillWidth: true
                text: card.composer.preparing
                elide: Text.ElideMiddle
                color: Theme.dim
                font.pixelSize: Theme.textSmall
            }

            Button {
                objectName: "recallButton"
                kind: Button.Quiet
                compact: true
                text: qsTr("Cancel")
                onClicked: {
                    card.composer.recall();
                    field.editor.forceActiveFocus(Qt.OtherFocusReason);
                }
            }
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

            IconButton {
                objectName: "attachButton"
                Layout.leftMargin: -Theme.spaceS
                glyph: "paperclip"
                text: qsTr("Attach files")
                shortcut: qsTr("Ctrl+O")
                onClicked: picker.ask()
            }

            // One line, whatever its words and their size: a chip without room keeps its picture and says the rest when
            // asked.
            Row {
                id: chips

                readonly property string hint: card.composer.assistantHint
                readonly property real bare: Theme.iconSmall + 2 * Theme.spaceM + Theme.spaceS
                readonly property real spare: width - 2 * bare - spacing
                readonly property bool marked: hintSize.advanceWidth + markSize.advanceWidth <= spare
                readonly property bool hinted: hintSize.advanceWidth <= spare

                Layout.fillWidth: true
                Layout.alignment: Qt.AlignVCenter
                spacing: Theme.spaceS

                TextMetrics {
                    id: hintSize

                    text: chips.hint
                    font.family: Theme.sans
                    font.pixelSize: Theme.textSmall
                }

                TextMetrics {
                    id: markSize

                    text: qsTr("Not for AI")
                    font.family: Theme.sans
                    font.weight: Theme.weightStrong
                    font.pixelSize: Theme.textSmall
                }

                Pill {
                    id: speaks

                    objectName: "assistantChip"
                    visible: chips.hint !== ""
                    assistant: true
                    glyph: "assistant"
                    text: chips.hinted ? chips.hint : ""
                    Accessible.name: chips.hint
                    onClicked: card.assistantAsked()

                    Tooltip {
                        shown: speaks.hovered && !chips.hinted
                        text: chips.hint
                    }
                }

                Pill {
                    id: mark

                    objectName: "notForAiChip"
                    visible: chips.hint !== ""
                    checkable: true
                    checked: card.composer.notForAi
                    glyph: "eye-off"
                    text: chips.marked ? markSize.text : ""
                    Accessible.name: markSize.text
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
