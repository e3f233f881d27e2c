pragma ComponentBehavior: Bound
import QtQuick
import QtQml.Models
import Causerie.Theme

// The blocks of a message, one under the other. Only what changed is drawn again.
Column {
    id: blocks

    required property var model
    property bool growing: false
    property bool measured: false
    property real natural: 0

    signal linkAsked(string href)
    signal copyAsked(string text)

    // How wide the blocks would be with nothing wrapped: a bubble is no wider than that.
    function measure(): void {
        let widest = 0;
        for (let number = 0; number < repeater.count; number++)
            widest = Math.max(widest, repeater.itemAt(number)?.implicitWidth ?? 0);
        natural = widest;
    }

    function remeasure(): void {
        if (measured)
            Qt.callLater(measure);
    }

    Repeater {
        id: repeater

        model: blocks.model
        onCountChanged: blocks.remeasure()

        delegate: DelegateChooser {
            role: "kind"

            DelegateChoice {
                roleValue: "code"

                BlockFrame {
                    id: codeFrame

                    required property string html
                    required property string language

                    spoken: false
                    onImplicitWidthChanged: blocks.remeasure()

                    CodeBlock {
                        width: parent.width
                        html: codeFrame.html
                        language: codeFrame.language
                        plain: codeFrame.plain
                        onCopyAsked: words => blocks.copyAsked(words)
                    }
                }
            }

            DelegateChoice {
                roleValue: "table"

                BlockFrame {
                    id: tableFrame

                    required property list<var> cells
                    required property int columns

                    spoken: false
                    onImplicitWidthChanged: blocks.remeasure()

                    TableBlock {
                        width: parent.width
                        cells: tableFrame.cells
                        columns: tableFrame.columns
                        plain: tableFrame.plain
                        onLinkAsked: href => blocks.linkAsked(href)
                    }
                }
            }

            DelegateChoice {
                roleValue: "rule"

                BlockFrame {
                    spoken: false

                    Item {
                        width: parent.width
                        implicitHeight: Theme.hairline

                        Rectangle {
                            width: parent.width
                            height: Theme.hairline
                            color: Theme.line
                        }
                    }
                }
            }

            DelegateChoice {
                BlockFrame {
                    id: textFrame

                    required property string html
                    required property int level

                    onImplicitWidthChanged: blocks.remeasure()

                    TextBlock {
                        width: parent.width
                        html: textFrame.html
                        marker: textFrame.marker
                        level: textFrame.level
                        rtl: textFrame.rtl
                        growing: blocks.growing && textFrame.index === repeater.count - 1
                        onLinkAsked: href => blocks.linkAsked(href)
                    }
                }
            }
        }
    }
}
