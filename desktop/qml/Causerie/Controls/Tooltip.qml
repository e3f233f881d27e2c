import QtQuick
import QtQuick.Templates as T
import Causerie.Theme

// Shown beside its parent after a moment of rest.
T.ToolTip {
    id: tip

    property bool shown: false

    x: parent ? Math.round((parent.width - implicitWidth) / 2) : 0
    y: parent ? parent.height + Theme.spaceXs : 0
    visible: shown && text !== ""
    delay: Theme.tipDelay
    z: Theme.layerTip
    margins: Theme.spaceS
    padding: Theme.spaceXs
    leftPadding: Theme.spaceS
    rightPadding: Theme.spaceS
    implicitWidth: Math.min(implicitContentWidth, Theme.detailsWidth) + leftPadding + rightPadding
    implicitHeight: implicitContentHeight + topPadding + bottomPadding
    closePolicy: T.Popup.CloseOnEscape | T.Popup.CloseOnPressOutsideParent | T.Popup.CloseOnReleaseOutsideParent

    contentItem: Text {
        text: tip.text
        textFormat: Text.PlainText
        wrapMode: Text.Wrap
        color: Theme.panel
        font.family: Theme.sans
        font.pixelSize: Theme.textSmall
        Accessible.ignored: true
    }

    background: Rectangle {
        radius: Theme.radiusField
        color: Theme.text
    }

    enter: Transition {
        NumberAnimation {
            property: "opacity"
            from: 0
            to: 1
            duration: Theme.quick
        }
    }
}
