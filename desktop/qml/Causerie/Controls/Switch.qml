pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Causerie.Theme

T.Switch {
    id: control

    implicitWidth: implicitContentWidth + implicitIndicatorWidth + spacing + leftPadding + rightPadding
    implicitHeight: Math.max(Theme.pillHeight, implicitContentHeight, implicitIndicatorHeight)
    spacing: Theme.spaceM
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    opacity: enabled ? 1 : 0.5
    font.family: Theme.sans
    font.pixelSize: Theme.textBody
    Accessible.name: text
    Keys.onReturnPressed: click()

    indicator: Rectangle {
        x: control.width - width - control.rightPadding
        y: (control.height - height) / 2
        implicitWidth: Theme.switchWidth
        implicitHeight: Theme.switchHeight
        radius: height / 2
        color: control.checked ? Theme.accent : Theme.edge

        Rectangle {
            readonly property real gap: Theme.focusWidth + Theme.hairline

            x: control.checked ? parent.width - width - gap : gap
            y: gap
            width: parent.height - 2 * gap
            height: width
            radius: width / 2
            color: control.checked ? Theme.accentText : Theme.panel

            Behavior on x {
                NumberAnimation {
                    duration: Theme.quick
                    easing.type: Theme.easing
                }
            }
        }

        FocusRing {
            around: parent.radius
            shown: control.visualFocus
        }
    }

    contentItem: Text {
        rightPadding: control.indicator.width + control.spacing
        text: control.text
        textFormat: Text.PlainText
        wrapMode: Text.Wrap
        verticalAlignment: Text.AlignVCenter
        font: control.font
        color: Theme.text
        Accessible.ignored: true
    }
}
