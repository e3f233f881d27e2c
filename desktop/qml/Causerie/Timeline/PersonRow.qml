pragma ComponentBehavior: Bound
import QtQuick
import Causerie.Controls
import Causerie.Theme
import Causerie.Views

// A person's message: a bubble, on the right if it is one's own.
MessageRow {
    id: row

    required property bool own
    required property real hue
    required property string initial
    required property bool last
    required property string time
    required property string fullTime
    required property string ticks
    required property string delivery
    required property var quote
    required property list<var> reactions
    required property string html
    required property var blocks
    required property bool big
    required property bool edited
    required property bool notForAi
    required property string unanswered
    required property var attachments
    required property bool bare

    required property Files files

    signal pictureAsked(string messageId, int number)
    signal saveAsked(string messageId, int number)

    readonly property real side: Theme.spaceL - Theme.focusWidth
    // Time and marks stand beside the bubble, or below where that would leave it too little.
    readonly property real beside: column - gutter - margin.implicitWidth - 2 * Theme.spaceS
    readonly property bool stacked: beside < column * 0.55
    readonly property real widest: Math.min(column * 0.82, stacked ? column - gutter : beside)
    readonly property real foot: stacked ? margin.y + margin.height : bubble.y + bubble.height
    readonly property real tight: Theme.spaceXs + Theme.focusWidth

    Loader {
        id: title

        width: parent.width
        height: active ? Theme.textLabel + Theme.spaceS + Theme.spaceXs : 0
        active: row.first && !row.own
        sourceComponent: Item {
            Avatar {
                y: Theme.spaceXs
                initial: row.initial
                hue: row.hue
                size: Theme.avatarSmall
                ground: Theme.window
            }

            Label {
                x: row.gutter
                width: parent.width - x
                text: row.author
                elide: Text.ElideRight
                horizontalAlignment: Text.AlignLeft
                color: Theme.authorInk(row.hue)
                font.pixelSize: Theme.textLabel
                font.weight: Theme.weightStrong
                Accessible.ignored: true
            }
        }
    }

    Rectangle {
        id: bubble

        readonly property real words: row.blocks ? (parts.item as AnswerBlocks)?.natural ?? 0 : plain.implicitWidth
        readonly property real written: Math.ceil(Math.max(Math.min(quoted.implicitWidth, Theme.dialogWidth), words)) + 2 * row.side
        readonly property real shelved: shelf.active ? ((shelf.item as Attachments)?.natural ?? 0) + 2 * Theme.spaceS : 0
        readonly property real wanted: Math.max(shelved, row.bare && !quoted.active ? 0 : written)

        x: row.own ? parent.width - width : row.gutter
        y: title.height
        width: Math.min(wanted, row.widest)
        height: row.bare ? plain.y + Theme.hairline : plain.y + plain.height + parts.height + Theme.spaceS + Theme.focusWidth
        radius: Theme.radiusBubble
        topLeftRadius: !row.own && !row.first ? row.tight : radius
        bottomLeftRadius: !row.own && !row.last ? row.tight : radius
        topRightRadius: row.own && !row.first ? row.tight : radius
        bottomRightRadius: row.own && !row.last ? row.tight : radius
        color: row.big && !row.quote ? Theme.clear : row.own ? Theme.accentSoft : Theme.panel
        border.width: row.own || row.big ? 0 : Theme.hairline
        border.color: Theme.line

        Loader {
            id: quoted

            x: row.side
            y: Theme.spaceS + Theme.focusWidth
            width: parent.width - 2 * x
            height: active ? implicitHeight : 0
            active: !!row.quote
            sourceComponent: QuotedMessage {
                author: row.quote.author
                words: row.quote.text
                assistant: row.quote.assistant
                onPressed: row.jumpAsked(row.quote.id)
            }
        }

        Loader {
            id: shelf

            x: Theme.spaceS
            y: quoted.active ? quoted.y + quoted.height + Theme.spaceS : active ? Theme.spaceS : quoted.y
            width: parent.width - 2 * x
            height: active ? implicitHeight : 0
            active: !!row.attachments
            sourceComponent: Attachments {
                model: row.attachments
                messageId: row.messageId
                files: row.files
                ground: bubble.color
                widest: row.widest - 2 * Theme.spaceS
                onOpened: number => row.pictureAsked(row.messageId, number)
                onSaveAsked: number => row.saveAsked(row.messageId, number)
            }
        }

        RichText {
            id: plain

            x: row.side
            y: shelf.active ? shelf.y + shelf.height + Theme.spaceS : shelf.y
            width: parent.width - 2 * x
            height: row.bare ? 0 : row.blocks ? 0 : implicitHeight
            visible: !row.blocks
            html: row.html
            color: row.deleted ? Theme.dim : Theme.text
            font.italic: row.deleted
            font.pixelSize: row.big ? Theme.textDisplay + Theme.spaceS : Theme.textBody
            onLinkAsked: href => row.actions.askLink(href)
        }

        Loader {
            id: parts

            x: row.side
            y: plain.y
            width: parent.width - 2 * x
            height: active ? implicitHeight : 0
            active: !!row.blocks
            sourceComponent: AnswerBlocks {
                measured: true
                model: row.blocks
                onLinkAsked: href => row.actions.askLink(href)
                onCopyAsked: text => row.actions.copyText(text)
            }
        }
    }

    Row {
        id: margin

        x: row.own ? (row.stacked ? parent.width : bubble.x - Theme.spaceS) - width : row.stacked ? bubble.x : bubble.x + bubble.width + Theme.spaceS
        y: bubble.y + bubble.height + (row.stacked ? Theme.spaceXs : -height - Theme.spaceS)
        spacing: Theme.spaceXs

        Loader {
            active: row.notForAi
            visible: active
            sourceComponent: Icon {
                name: "eye-off"
                size: Theme.iconSmall
                color: Theme.dim

                Hint {
                    words: qsTr("Not for AI: this never enters a prompt")
                }
            }
        }

        Text {
            anchors.verticalCenter: parent.verticalCenter
            visible: text !== ""
            text: row.edited ? qsTr("edited") + " " + row.time : row.time
            textFormat: Text.PlainText
            color: Theme.dim
            font.family: Theme.sans
            font.pixelSize: Theme.textCaption
            font.features: ({
                    "tnum": 1
                })
            Accessible.ignored: true

            Hint {
                words: row.fullTime
            }
        }

        Loader {
            active: row.last && row.ticks !== ""
            visible: active
            sourceComponent: Ticks {
                reach: row.ticks
                sentence: row.delivery
            }
        }
    }

    Loader {
        id: reacted

        x: row.own ? 0 : row.gutter + Theme.spaceS
        y: row.foot + Theme.spaceXs
        width: row.own ? parent.width - Theme.spaceS : parent.width - x
        height: active ? implicitHeight : 0
        visible: active
        active: row.reactions.length > 0
        sourceComponent: Reactions {
            layoutDirection: row.own ? Qt.RightToLeft : Qt.LeftToRight
            entries: row.reactions
        }
    }

    Loader {
        x: row.own ? 0 : row.gutter
        y: (reacted.active ? reacted.y + reacted.height : row.foot) + Theme.spaceS
        width: parent.width - x
        height: active ? implicitHeight + Theme.spaceS : 0
        visible: active
        active: row.unanswered !== ""
        sourceComponent: UnansweredLine {
            sentence: row.unanswered
            own: row.own
            asking: row.actions.asking === row.messageId
            onAgain: row.actions.retry(row.messageId)
        }
    }
}
