pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Causerie.Theme
import Causerie.Controls

// A member: who, in what role, and whether they are here. Pressing the row opens what can be done with them.
T.AbstractButton {
    id: row

    required property int index
    required property string key
    required property string name
    required property string initial
    required property real hue
    required property string standing
    required property string detail
    required property bool online
    required property bool you
    required property bool verified
    required property bool blocked
    required property bool removable
    required property bool promotable
    required property bool demotable
    required property string spoken
    // Whether Tab stops here: once in the list, the arrow keys go on.
    property bool stop: false
    property bool chosen: false

    signal asked(real x, real y)
    signal stepped(int by)

    objectName: "memberRow"
    implicitHeight: Math.max(Theme.controlHeight + Theme.spaceS, implicitContentHeight + topPadding + bottomPadding)
    padding: Theme.spaceXs
    leftPadding: Theme.spaceS
    rightPadding: Theme.spaceS
    hoverEnabled: true
    focusPolicy: stop || activeFocus ? Qt.StrongFocus : Qt.ClickFocus
    Accessible.role: Accessible.ListItem
    Accessible.name: spoken
    Accessible.description: you ? "" : qsTr("Press to see what you can do")
    Accessible.focusable: true
    Accessible.onPressAction: click()
    onClicked: ask(row.width, row.height)
    Keys.onReturnPressed: click()
    Keys.onEnterPressed: click()
    Keys.onUpPressed: stepped(-1)
    Keys.onDownPressed: stepped(1)
    Keys.onPressed: event => {
        if (event.key === Qt.Key_Menu || (event.key === Qt.Key_F10 && event.modifiers & Qt.ShiftModifier)) {
            click();
            event.accepted = true;
        }
    }

    function ask(x: real, y: real): void {
        if (!you)
            asked(x, y);
    }

    TapHandler {
        acceptedButtons: Qt.RightButton
        onTapped: event => row.ask(event.position.x, event.position.y)
    }

    contentItem: RowLayout {
        spacing: Theme.spaceM

        Avatar {
            initial: row.initial
            hue: row.hue
            size: Theme.avatarSmall
            online: row.online && !row.blocked
            ground: Theme.panel
            opacity: row.blocked ? 0.5 : 1
        }

        ColumnLayout {
            Layout.fillWidth: true
            spacing: 0

            RowLayout {
                Layout.fillWidth: true
                spacing: Theme.spaceXs

                Label {
                    Layout.maximumWidth: Math.ceil(implicitWidth)
                    Layout.fillWidth: true
                    text: row.name
                    elide: Text.ElideRight
                    color: row.blocked ? Theme.dim : Theme.text
                    Accessible.ignored: true
                }

                Icon {
                    id: shield

                    visible: row.verified
                    name: "shield-check"
                    size: Theme.iconSmall
                    color: Theme.accent

                    HoverHandler {
                        id: over
                    }

                    Tooltip {
                        shown: over.hovered
                        text: qsTr("Verified")
                    }
                }

                Item {
                    Layout.fillWidth: true
                }
            }

            Label {
                Layout.fillWidth: true
                visible: text !== ""
                text: row.detail
                elide: Text.ElideRight
                color: Theme.dim
                font.pixelSize: Theme.textSmall
                Accessible.ignored: true
            }
        }

        Icon {
            Layout.rightMargin: -Theme.spaceS
            visible: row.blocked
            name: "ban"
            size: Math.round(Theme.iconSmall * 0.875)
            color: Theme.dim
        }

        Label {
            Layout.maximumWidth: Theme.detailsWidth / 3
            visible: text !== ""
            text: row.standing
            elide: Text.ElideRight
            color: row.online && !row.blocked ? Theme.accent : Theme.dim
            font.pixelSize: Theme.textSmall
            Accessible.ignored: true
        }

        Icon {
            Layout.leftMargin: -Theme.spaceXs
            visible: !row.you
            opacity: row.hovered || row.visualFocus || row.chosen ? 1 : 0.55
            name: "ellipsis"
            size: Theme.iconSmall
            color: Theme.dim
        }
    }

    background: Rectangle {
        radius: Theme.radiusField
        color: row.you ? Theme.clear : row.down || row.chosen ? Theme.pressed : row.hovered ? Theme.hover : Theme.clear

        FocusRing {
            around: parent.radius
            shown: row.visualFocus
        }
    }
}
