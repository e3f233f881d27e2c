pragma ComponentBehavior: Bound
import QtQuick
import Causerie.Controls
import Causerie.Theme

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

    readonly property bool titled: first && !own
    readonly property real side: Theme.spaceL - Theme.focusWidth
    readonly property real widest: Math.max(Theme.dialogWidth / 4, Math.min(column * 0.82, column - gutter - margin.implicitWidth - 2 * Theme.spaceS))
    readonly property real tight: Theme.spaceXs + Theme.focusWidth

    Avatar {
        visible: row.titled
        y: Theme.spaceXs
        initial: row.initial
        hue: row.hue
        size: Theme.avatarSmall
        ground: Theme.window
    }

    Label {
        id: name

        x: row.gutter
        height: row.titled ? implicitHeight + Theme.spaceXs : 0
        width: parent.width - x
        visible: row.titled
        text: row.author
        elide: Text.ElideRight
        color: Theme.authorInk(row.hue)
        font.pixelSize: Theme.textLabel
        font.weight: Theme.weightStrong
        Accessible.ignored: true
    }

    Rectangle {
        id: bubble

        readonly property real words: row.deleted ? gone.implicitWidth : row.blocks ? (parts.item as AnswerBlocks)?.natural ?? 0 : plain.implicitWidth
        readonly property real wanted: Math.ceil(Math.max(row.quote ? Math.min(quotedLoader.implicitWidth, Theme.dialogWidth) : 0, words)) + 2 * row.side

        x: row.own ? parent.width - width : row.gutter
        y: name.height
        width: Math.min(wanted, row.widest)
        height: inside.height + 2 * (Theme.spaceS + Theme.focusWidth)
        radius: Theme.radiusBubble
        topLeftRadius: !row.own && !row.first ? row.tight : radius
        bottomLeftRadius: !row.own && !row.last ? row.tight : radius
        topRightRadius: row.own && !row.first ? row.tight : radius
        bottomRightRadius: row.own && !row.last ? row.tight : radius
        color: row.big && !row.quote ? Theme.clear : row.own ? Theme.accentSoft : Theme.panel
        border.width: row.own || row.big ? 0 : Theme.hairline
        border.color: Theme.line

        Column {
            id: inside

            x: row.side
            y: Theme.spaceS + Theme.focusWidth
            width: parent.width - 2 * row.side
            spacing: Theme.spaceS

            Loader {
                id: quotedLoader

                width: parent.width
                active: !!row.quote
                visible: active
                sourceComponent: QuotedMessage {
                    author: row.quote.author
                    words: row.quote.text
                    assistant: row.quote.assistant
                    onPressed: row.jumpAsked(row.quote.id)
                }
            }

            RichText {
                id: plain

                width: parent.width
                visible: !row.blocks && !row.deleted
                height: visible ? implicitHeight : 0
                html: row.html
                font.pixelSize: row.big ? Theme.textDisplay + Theme.spaceS : Theme.textBody
                onLinkAsked: href => row.actions.askLink(href)
            }

            Loader {
                id: parts

                width: parent.width
                active: !!row.blocks
                visible: active
                sourceComponent: AnswerBlocks {
                    model: row.blocks
                    onLinkAsked: href => row.actions.askLink(href)
                    onCopyAsked: text => row.actions.copyText(text)
                }
            }

            Label {
                id: gone

                width: parent.width
                visible: row.deleted
                text: qsTr("This message was deleted.")
                wrapMode: Text.Wrap
                color: Theme.dim
                font.italic: true
                Accessible.ignored: true
            }
        }
    }

    Row {
        id: margin

        x: row.own ? bubble.x - width - Theme.spaceS : bubble.x + bubble.width + Theme.spaceS
        anchors.bottom: bubble.bottom
        anchors.bottomMargin: Theme.spaceS
        spacing: Theme.spaceXs

        Icon {
            anchors.verticalCenter: parent.verticalCenter
            visible: row.notForAi
            name: "eye-off"
            size: Theme.iconSmall
            color: Theme.dim

            HoverHandler {
                id: overMark
            }

            Tooltip {
                shown: overMark.hovered
                text: qsTr("Not for AI: this never enters a prompt")
            }
        }

        Label {
            anchors.verticalCenter: parent.verticalCenter
            visible: row.edited
            text: qsTr("edited")
            color: Theme.dim
            font.pixelSize: Theme.textCaption
            Accessible.ignored: true
        }

        Label {
            anchors.verticalCenter: parent.verticalCenter
            visible: text !== ""
            text: row.time
            color: Theme.dim
            font.pixelSize: Theme.textCaption
            font.features: ({
                    "tnum": 1
                })
            Accessible.ignored: true

            HoverHandler {
                id: overTime
            }

            Tooltip {
                shown: overTime.hovered
                text: row.fullTime
            }
        }

        Ticks {
            anchors.verticalCenter: parent.verticalCenter
            visible: row.last && reach !== ""
            reach: row.ticks
            sentence: row.delivery
        }
    }

    Reactions {
        anchors.top: bubble.bottom
        anchors.topMargin: Theme.spaceXs
        x: row.own ? 0 : row.gutter + Theme.spaceS
        width: row.own ? parent.width - Theme.spaceS : parent.width - x
        layoutDirection: row.own ? Qt.RightToLeft : Qt.LeftToRight
        height: visible ? implicitHeight : 0
        entries: row.reactions
    }
}
