pragma ComponentBehavior: Bound
import QtQuick
import Causerie.Theme

// A paragraph or heading, with the marker of the list item it opens.
Item {
    id: block

    required property string html
    required property string marker
    property int level: 0
    property bool rtl: false
    property bool growing: false

    readonly property real gutter: marker === "" ? 0 : Math.max(Theme.spaceL + Theme.spaceXs + Theme.focusWidth, ((mark.item as Text)?.implicitWidth ?? 0) + Theme.spaceS)

    signal linkAsked(string href)

    implicitHeight: words.implicitHeight
    implicitWidth: words.implicitWidth + gutter

    Loader {
        id: mark

        active: block.marker !== ""
        x: block.rtl ? words.width + Theme.spaceS : 0
        width: block.gutter - Theme.spaceS
        sourceComponent: Text {
            horizontalAlignment: block.rtl ? Text.AlignLeft : Text.AlignRight
            text: block.marker
            textFormat: Text.PlainText
            color: Theme.dim
            font.family: Theme.sans
            font.pixelSize: Theme.textBody
            font.features: ({
                    "tnum": 1
                })
            lineHeight: Theme.lineHeight
            Accessible.ignored: true
        }
    }

    RichText {
        id: words

        x: block.rtl ? 0 : block.gutter
        width: block.width - block.gutter
        html: block.html
        font.pixelSize: block.level === 1 ? Theme.textTitle : block.level === 2 ? Theme.textLead : Theme.textBody
        font.weight: block.level === 0 ? Theme.weightBody : Theme.weightStrong
        onLinkAsked: href => block.linkAsked(href)
    }

    Loader {
        active: block.growing
        sourceComponent: Caret {
            // Read again when the text grows or is wrapped anew.
            readonly property rect end: [words.text, words.width, words.contentHeight] ? words.positionToRectangle(words.length) : Qt.rect(0, 0, 0, 0)

            x: words.x + end.x + Theme.focusWidth
            y: words.y + end.y + (end.height - height) / 2
        }
    }
}
