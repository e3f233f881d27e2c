pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Causerie.Theme

T.MenuItem {
    id: item

    property string glyph
    property bool dangerous: false
    // What is not offered is not there, and the arrow keys pass over it. Settled before the menu opens.
    property bool offered: true

    readonly property color ink: dangerous ? Theme.danger : Theme.text

    implicitWidth: implicitContentWidth + leftPadding + rightPadding
    implicitHeight: visible ? Math.max(Theme.controlHeight, implicitContentHeight + topPadding + bottomPadding) : 0
    padding: Theme.spaceS
    hoverEnabled: true
    visible: offered
    activeFocusOnTab: offered
    opacity: enabled ? 1 : 0.45
    font.family: Theme.sans
    font.pixelSize: Theme.textLabel
    Accessible.name: text

    contentItem: Row {
        spacing: Theme.spaceM

        Icon {
            anchors.verticalCenter: parent.verticalCenter
            visible: item.glyph !== ""
            name: item.glyph
            size: Theme.iconSmall
            color: item.dangerous ? Theme.danger : Theme.dim
        }

        Text {
            anchors.verticalCenter: parent.verticalCenter
            text: item.text
            textFormat: Text.PlainText
            font: item.font
            color: item.ink
            Accessible.ignored: true
        }
    }

    background: Rectangle {
        radius: Theme.radiusField
        color: item.highlighted || item.hovered ? Theme.hover : Theme.clear
    }
}
