pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Causerie.Theme

// A button that is only an icon: `text` is its name, shown as a tooltip and read aloud.
T.Button {
    id: button

    required property string glyph
    property color ink: Theme.dim
    property color inkHovered: Theme.text
    property real side: Theme.controlHeight
    property real glyphSize: Theme.iconSize
    property bool filled: false
    property bool outlined: false
    property bool round: false
    property string shortcut

    implicitWidth: side
    implicitHeight: side
    padding: 0
    hoverEnabled: true
    opacity: enabled ? 1 : 0.45
    focusPolicy: Qt.StrongFocus
    Accessible.name: text
    Keys.onReturnPressed: click()
    Keys.onEnterPressed: click()

    contentItem: Item {
        Icon {
            anchors.centerIn: parent
            name: button.glyph
            size: button.glyphSize
            color: button.filled ? Theme.accentText : button.hovered || button.checked ? button.inkHovered : button.ink
        }
    }

    background: Rectangle {
        radius: button.round ? height / 2 : Theme.radiusField + Theme.hairline * 2
        color: {
            if (button.filled)
                return button.down ? Theme.accentPressed : button.hovered ? Theme.accentHover : Theme.accent;
            if (button.outlined)
                return button.down ? Theme.sunken : Theme.panel;
            return button.down ? Theme.pressed : button.hovered || button.checked ? Theme.hover : Theme.clear;
        }
        border.width: button.outlined ? Theme.hairline : 0
        border.color: button.hovered ? Theme.edge : Theme.line

        FocusRing {
            around: parent.radius
            shown: button.visualFocus
        }
    }

    Tooltip {
        shown: button.hovered || button.visualFocus
        text: button.shortcut === "" ? button.text : `${button.text}  ${button.shortcut}`
    }
}
