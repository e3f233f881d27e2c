pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Causerie.Theme

// A button with words on it, and an icon before them if `glyph` is given.
T.Button {
    id: button

    enum Kind {
        Primary,
        Secondary,
        Danger,
        Quiet
    }

    property int kind: Button.Secondary
    property string glyph
    property bool busy: false
    property bool compact: false
    property bool round: false

    readonly property color ink: {
        if (kind === Button.Primary)
            return Theme.accentText;
        return kind === Button.Danger ? Theme.danger : kind === Button.Quiet ? Theme.text : Theme.accent;
    }

    implicitWidth: Math.max(implicitBackgroundWidth, implicitContentWidth + leftPadding + rightPadding)
    implicitHeight: Math.max(compact ? Theme.pillHeight : Theme.controlHeight, implicitContentHeight + topPadding + bottomPadding)
    leftPadding: compact ? Theme.spaceM : Theme.spaceL
    rightPadding: leftPadding
    topPadding: Theme.spaceXs
    bottomPadding: Theme.spaceXs
    spacing: Theme.spaceS
    enabled: !busy
    opacity: enabled || busy ? 1 : 0.45
    hoverEnabled: true
    font.family: Theme.sans
    font.pixelSize: compact ? Theme.textSmall : Theme.textLabel
    font.weight: Theme.weightStrong
    focusPolicy: Qt.StrongFocus
    Accessible.name: text
    Keys.onReturnPressed: click()
    Keys.onEnterPressed: click()

    contentItem: Item {
        id: inside

        readonly property real before: button.glyph !== "" || button.busy ? Theme.iconSmall + button.spacing : 0

        implicitWidth: words.implicitWidth + before
        implicitHeight: words.implicitHeight

        Row {
            id: row

            anchors.centerIn: parent
            spacing: button.spacing

            Icon {
                anchors.verticalCenter: parent.verticalCenter
                visible: button.glyph !== "" && !button.busy
                name: button.glyph
                size: Theme.iconSmall
                color: button.ink
            }

            Spinner {
                anchors.verticalCenter: parent.verticalCenter
                visible: button.busy
                running: button.busy
                color: button.ink
                size: Theme.iconSmall
            }

            Text {
                id: words

                anchors.verticalCenter: parent.verticalCenter
                width: Math.min(implicitWidth, Math.max(0, inside.width - inside.before))
                text: button.text
                textFormat: Text.PlainText
                elide: Text.ElideRight
                font: button.font
                color: button.ink
                Accessible.ignored: true
            }
        }
    }

    background: Rectangle {
        radius: button.compact || button.round ? height / 2 : Theme.radiusField + Theme.hairline * 2
        color: {
            if (button.kind === Button.Primary)
                return button.down ? Theme.accentPressed : button.hovered ? Theme.accentHover : Theme.accent;
            if (button.kind === Button.Quiet)
                return button.down ? Theme.pressed : button.hovered ? Theme.hover : Theme.clear;
            if (button.kind === Button.Danger && (button.down || button.hovered))
                return Theme.dangerSoft;
            return button.down ? Theme.accentSoft : button.hovered ? Theme.sunken : Theme.panel;
        }
        border.width: button.kind === Button.Secondary || button.kind === Button.Danger ? Theme.hairline : 0
        border.color: button.hovered ? Theme.edge : Theme.line

        FocusRing {
            around: parent.radius
            shown: button.visualFocus
        }
    }
}
