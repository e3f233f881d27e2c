pragma ComponentBehavior: Bound
import QtQuick
import Causerie.Controls
import Causerie.Theme

// What the assistant says: plain text across the column, never a bubble, so that one always sees who is who.
MessageRow {
    id: row

    required property string status
    required property string problem
    required property string hostLine
    required property string usage
    required property bool hasReceipt
    required property string thinking
    required property string time
    required property string fullTime
    required property string html
    required property var blocks
    required property list<var> reactions

    readonly property bool streaming: status === "streaming"

    receipted: hasReceipt

    Avatar {
        y: Theme.spaceXs
        assistant: true
        size: Theme.avatarSmall
    }

    Column {
        x: row.gutter
        width: parent.width - x
        spacing: Theme.spaceS

        Item {
            width: parent.width
            height: name.implicitHeight

            Label {
                id: name

                width: Math.min(implicitWidth, parent.width / 2)
                text: row.author
                elide: Text.ElideRight
                color: Theme.assistant
                font.pixelSize: Theme.textLabel
                font.weight: Theme.weightStrong
                Accessible.ignored: true
            }

            Label {
                id: host

                anchors.baseline: name.baseline
                x: name.width + Theme.spaceS
                width: Math.min(implicitWidth, parent.width - x - when.implicitWidth - 2 * Theme.spaceS - receipt.width)
                text: row.hostLine
                elide: Text.ElideRight
                color: Theme.dim
                font.pixelSize: Theme.textSmall
                Accessible.ignored: true

                Hint {
                    words: row.usage
                }
            }

            Label {
                id: when

                anchors.baseline: name.baseline
                x: host.x + host.width + Theme.spaceS
                visible: !row.streaming
                text: row.time
                color: Theme.dim
                font.pixelSize: Theme.textCaption
                Accessible.ignored: true

                Hint {
                    words: row.fullTime
                }
            }

            Loader {
                id: receipt

                anchors.verticalCenter: name.verticalCenter
                x: when.x + when.implicitWidth + Theme.spaceXs
                active: row.hasReceipt && !row.streaming
                sourceComponent: IconButton {
                    objectName: "receiptButton"
                    glyph: "receipt-text"
                    glyphSize: Theme.iconSmall
                    side: Theme.iconSize + Theme.spaceXs
                    text: qsTr("What left the room")
                    onClicked: row.receiptAsked(row.messageId)
                }
            }
        }

        Loader {
            active: row.thinking !== ""
            visible: active
            sourceComponent: Row {
                spacing: Theme.spaceS

                Spinner {
                    anchors.verticalCenter: parent.verticalCenter
                    color: Theme.assistant
                    size: Theme.iconSize
                    Accessible.ignored: true
                }

                Label {
                    anchors.verticalCenter: parent.verticalCenter
                    text: row.thinking
                    color: Theme.dim
                }
            }
        }

        Loader {
            width: parent.width
            active: !!row.blocks && row.thinking === ""
            visible: active
            sourceComponent: AnswerBlocks {
                model: row.blocks
                growing: row.streaming
                onLinkAsked: href => row.actions.askLink(href)
                onCopyAsked: text => row.actions.copyText(text)
            }
        }

        Loader {
            width: parent.width
            active: row.deleted
            visible: active
            sourceComponent: RichText {
                html: row.html
                color: Theme.dim
                font.italic: true
            }
        }

        Loader {
            active: row.streaming
            visible: active
            sourceComponent: Pill {
                objectName: "stopButton"
                glyph: "square"
                text: qsTr("Stop")
                onClicked: row.actions.stop(row.messageId)
            }
        }

        Loader {
            active: row.status === "stopped"
            visible: active
            sourceComponent: Row {
                spacing: Theme.spaceS

                Label {
                    anchors.verticalCenter: parent.verticalCenter
                    text: row.problem
                    color: Theme.dim
                    font.pixelSize: Theme.textSmall
                }

                Pill {
                    objectName: "retryButton"
                    glyph: "rotate-cw"
                    text: qsTr("Try again")
                    onClicked: row.actions.retry(row.messageId)
                }
            }
        }

        Loader {
            width: parent.width
            active: row.status === "failed"
            visible: active
            sourceComponent: Banner {
                kind: Banner.Danger
                text: row.problem

                Button {
                    objectName: "retryButton"
                    compact: true
                    glyph: "rotate-cw"
                    text: qsTr("Try again")
                    onClicked: row.actions.retry(row.messageId)
                }
            }
        }

        Loader {
            width: parent.width
            active: row.reactions.length > 0
            visible: active
            sourceComponent: Reactions {
                entries: row.reactions
            }
        }
    }
}
