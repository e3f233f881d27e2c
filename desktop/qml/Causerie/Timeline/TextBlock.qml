import QtQuick
import Causerie.Theme

// A paragraph or heading, with the marker of the list item it opens.
Item {
    id: block

    required property string html
    required property string marker
    property int level: 0
    property bool growing: false

    readonly property real gutter: Math.max(Theme.spaceL + Theme.spaceXs + Theme.focusWidth, mark.implicitWidth + Theme.spaceS)

    signal linkAsked(string href)

    implicitHeight: words.implicitHeight
    implicitWidth: words.implicitWidth + words.x

    Text {
        id: mark

        visible: block.marker !== ""
        anchors.right: words.left
        anchors.rightMargin: Theme.spaceS
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

    RichText {
        id: words

        x: block.marker === "" ? 0 : block.gutter
        width: block.width - x
        html: block.html
        font.pixelSize: block.level === 0 ? Theme.textBody : block.level === 1 ? Theme.textTitle : block.level === 2 ? Theme.textLead : Theme.textBody
        font.weight: block.level === 0 ? Theme.weightBody : Theme.weightStrong
        onLinkAsked: href => block.linkAsked(href)
    }

    Rectangle {
        id: caret

        readonly property rect end: block.growing ? words.positionToRectangle(words.length) : Qt.rect(0, 0, 0, 0)

        visible: block.growing
        x: words.x + end.x + Theme.focusWidth
        y: words.y + end.y + (end.height - height) / 2
        width: Theme.dot
        height: Theme.textLead
        radius: Theme.focusWidth
        color: Theme.assistant

        SequentialAnimation on opacity {
            running: caret.visible && Theme.pulse > 0
            loops: Animation.Infinite

            NumberAnimation {
                to: 0.3
                duration: Theme.pulse / 2
                easing.type: Easing.InOutSine
            }
            NumberAnimation {
                to: 1
                duration: Theme.pulse / 2
                easing.type: Easing.InOutSine
            }
        }
    }
}
