pragma ComponentBehavior: Bound
import QtQuick
import Causerie.Theme

// The blocks of a message, one under the other. Only what changed is drawn again.
Column {
    id: blocks

    required property var model
    property bool growing: false
    property color quoteInk: Theme.line

    property real natural: 0

    readonly property real step: Theme.spaceL + Theme.spaceXs + Theme.focusWidth

    signal linkAsked(string href)
    signal copyAsked(string text)

    // How wide the blocks would be with nothing wrapped.
    function measure(): void {
        let widest = 0;
        for (let number = 0; number < repeater.count; number++)
            widest = Math.max(widest, repeater.itemAt(number)?.implicitWidth ?? 0);
        natural = widest;
    }

    Repeater {
        id: repeater

        model: blocks.model

        delegate: Item {
            id: row

            required property int index
            required property string kind
            required property string html
            required property int level
            required property string marker
            required property int indent
            required property int quote
            required property bool quoted
            required property string language
            required property string plain
            required property list<var> cells
            required property int columns
            required property string space

            readonly property real inset: quote * (Theme.spaceM + Theme.focusWidth) + Math.max(0, marker === "" ? indent : indent - 1) * blocks.step

            readonly property real before: space === "wide" ? Theme.spaceL : space === "normal" ? Theme.spaceM - Theme.focusWidth : space === "tight" ? Theme.spaceXs + Theme.focusWidth : 0

            width: blocks.width
            implicitWidth: inset + ((part.item as Item)?.implicitWidth ?? 0)
            onImplicitWidthChanged: Qt.callLater(blocks.measure)
            height: before + ((part.item as Item)?.implicitHeight ?? 0)
            Accessible.role: Accessible.StaticText
            Accessible.name: plain
            Accessible.ignored: kind === "rule"

            Repeater {
                model: row.quote

                Rectangle {
                    required property int index

                    x: index * (Theme.spaceM + Theme.focusWidth)
                    y: row.quoted ? 0 : row.before
                    width: Theme.focusWidth
                    height: row.height - y
                    radius: width / 2
                    color: Theme.edge
                }
            }

            Loader {
                id: part

                x: row.inset
                y: row.before
                width: row.width - row.inset
                sourceComponent: row.kind === "code" ? code : row.kind === "table" ? table : row.kind === "rule" ? rule : text
            }

            Component {
                id: text

                TextBlock {
                    html: row.html
                    marker: row.marker
                    level: row.level
                    growing: blocks.growing && row.index === repeater.count - 1
                    onLinkAsked: href => blocks.linkAsked(href)
                }
            }

            Component {
                id: code

                CodeBlock {
                    html: row.html
                    language: row.language
                    plain: row.plain
                    onCopyAsked: words => blocks.copyAsked(words)
                }
            }

            Component {
                id: table

                TableBlock {
                    cells: row.cells
                    columns: row.columns
                    plain: row.plain
                    onLinkAsked: href => blocks.linkAsked(href)
                }
            }

            Component {
                id: rule

                Item {
                    implicitHeight: Theme.spaceL

                    Rectangle {
                        anchors.verticalCenter: parent.verticalCenter
                        width: parent.width
                        height: Theme.hairline
                        color: Theme.line
                    }
                }
            }
        }
    }
}
