pragma ComponentBehavior: Bound
import QtQuick
import Causerie.Theme

// Where a block stands: how far from the one before, how deep in lists and quotations. What is written from right to
// left is indented from the right.
Item {
    id: frame

    required property int index
    required property string marker
    required property int indent
    required property int quote
    required property bool quoted
    required property string space
    required property string plain
    required property bool rtl

    property bool spoken: true
    default property alias content: holder.data

    readonly property real step: Theme.spaceL + Theme.spaceXs + Theme.focusWidth
    readonly property real bar: Theme.spaceM + Theme.focusWidth
    readonly property real before: space === "wide" ? Theme.spaceL : space === "normal" ? Theme.spaceM - Theme.focusWidth : space === "tight" ? Theme.spaceXs + Theme.focusWidth : 0

    readonly property real inset: quote * bar + Math.max(0, marker === "" ? indent : indent - 1) * step

    width: parent?.width ?? 0
    implicitWidth: inset + ((holder.children[0] as Item)?.implicitWidth ?? 0)
    height: before + holder.height
    Accessible.role: Accessible.StaticText
    Accessible.name: plain
    Accessible.ignored: !spoken

    Loader {
        anchors.fill: parent
        active: frame.quote > 0
        sourceComponent: Item {
            Repeater {
                model: frame.quote

                Rectangle {
                    required property int index

                    x: frame.rtl ? frame.width - index * frame.bar - width : index * frame.bar
                    y: frame.quoted ? 0 : frame.before
                    width: Theme.focusWidth
                    height: frame.height - y
                    radius: width / 2
                    color: Theme.edge
                }
            }
        }
    }

    Item {
        id: holder

        x: frame.rtl ? 0 : frame.inset
        y: frame.before
        width: frame.width - frame.inset
        height: (children[0] as Item)?.implicitHeight ?? 0
    }
}
