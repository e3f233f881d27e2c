pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Causerie.Theme

// A round-ended button or state, chosen when `checked`.
T.AbstractButton {
    id: pill

    property string glyph
    property bool assistant: false
    property bool radio: false

    implicitWidth: implicitContentWidth + leftPadding + rightPadding
    implicitHeight: Math.max(Theme.pillHeight, implicitContentHeight + topPadding + bottomPadding)
    leftPadding: Theme.spaceM
    rightPadding: Theme.spaceM
    topPadding: Theme.spaceXs
    bottomPadding: Theme.spaceXs
    hoverEnabled: true
    opacity: enabled ? 1 : 0.5
    focusPolicy: Qt.StrongFocus
    font.family: Theme.sans
    font.pixelSize: Theme.textSmall
    font.weight: checked ? Theme.weightStrong : Theme.weightBody
    Accessible.name: text
    Accessible.role: radio ? Accessible.RadioButton : checkable ? Accessible.CheckBox : Accessible.Button
    Accessible.checkable: checkable
    Accessible.checked: checked
    Keys.onReturnPressed: click()
    Keys.onEnterPressed: click()

    readonly property color ink: checked ? (assistant ? Theme.assistant : Theme.accent) : Theme.dim

    contentItem: Row {
        spacing: Theme.spaceXs + Theme.focusWidth

        Icon {
            anchors.verticalCenter: parent.verticalCenter
            visible: pill.glyph !== ""
            name: pill.glyph
            size: Math.round(Theme.iconSmall * 0.875)
            color: pill.assistant ? Theme.assistant : pill.ink
        }

        Text {
            anchors.verticalCenter: parent.verticalCenter
            text: pill.text
            textFormat: Text.PlainText
            font: pill.font
            color: pill.ink
            Accessible.ignored: true
        }
    }

    background: Rectangle {
        radius: height / 2
        color: pill.checked ? (pill.assistant ? Theme.assistantSoft : Theme.accentSoft) : pill.down ? Theme.pressed : pill.hovered ? Theme.hover : Theme.clear
        border.width: Theme.hairline
        border.color: pill.checked ? pill.ink : pill.hovered ? Theme.edge : Theme.line

        FocusRing {
            around: parent.radius
            shown: pill.visualFocus
        }
    }
}
