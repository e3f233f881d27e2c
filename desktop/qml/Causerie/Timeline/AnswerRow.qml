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
            height: Math.max(name.implicitHeight, receipt.visible ? receipt.height : 0)

            Label {
                id: name

                anchors.verticalCenter: parent.verticalCenter
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

                HoverHandler {
                    id: overHost
                }

                Tooltip {
                    shown: overHost.hovered && row.usage !== ""
                    text: row.usage
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

                HoverHandler {
                    id: overTime
                }

                Tooltip {
                    shown: overTime.hovered
                    text: row.fullTime
                }
            }

            IconButton {
                id: receipt

                anchors.verticalCenter: parent.verticalCenter
                x: when.x + when.implicitWidth + Theme.spaceXs
                visible: row.hasReceipt && !row.streaming
                glyph: "receipt-text"
                glyphSize: Theme.iconSmall
                side: Theme.iconSize + Theme.spaceXs
                text: qsTr("What left the room")
                onClicked: row.receiptAsked(row.messageId)
            }
        }

        Row {
            visible: row.thinking !== ""
            spacing: Theme.spaceS

            Spinner {
                anchors.verticalCenter: parent.verticalCenter
                color: Theme.assistant
                size: Theme.iconSize
                running: row.thinking !== ""
                Accessible.ignored: true
            }

            Label {
                anchors.verticalCenter: parent.verticalCenter
                text: row.thinking
                color: Theme.dim
            }
        }

        AnswerBlocks {
            width: parent.width
            visible: !!row.blocks && row.thinking === ""
            model: row.blocks
            growing: row.streaming
            onLinkAsked: href => row.actions.askLink(href)
            onCopyAsked: text => row.actions.copyText(text)
        }

        Label {
            width: parent.width
            visible: row.deleted
            text: qsTr("This message was deleted.")
            wrapMode: Text.Wrap
            color: Theme.dim
            font.italic: true
            Accessible.ignored: true
        }

        Pill {
            visible: row.streaming
            glyph: "square"
            text: qsTr("Stop")
            onClicked: row.actions.stop(row.messageId)
        }

        Row {
            visible: row.status === "stopped"
            spacing: Theme.spaceS

            Label {
                anchors.verticalCenter: parent.verticalCenter
                text: row.problem
                color: Theme.dim
                font.pixelSize: Theme.textSmall
            }

            Pill {
                glyph: "rotate-cw"
                text: qsTr("Try again")
                onClicked: row.actions.retry(row.messageId)
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
                    compact: true
                    glyph: "rotate-cw"
                    text: qsTr("Try again")
                    onClicked: row.actions.retry(row.messageId)
                }
            }
        }

        Reactions {
            width: parent.width
            entries: row.reactions
        }
    }
}
