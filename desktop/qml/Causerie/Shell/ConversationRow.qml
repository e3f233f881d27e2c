pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Causerie.Theme
import Causerie.Controls

// A conversation in the list; only its avatar when the list is collapsed.
T.ItemDelegate {
    id: row

    required property int index
    required property string key
    required property string name
    required property string initial
    required property real hue
    required property bool square
    required property bool online
    required property string preview
    required property string time
    required property int unread
    required property int requests
    required property string standing
    required property bool answering
    required property string spoken
    property bool selected: false
    property bool collapsed: false

    objectName: "conversationRow"
    implicitHeight: Math.max(Theme.rowHeight, content.implicitHeight + 2 * Theme.spaceM)
    leftPadding: collapsed ? 0 : Theme.spaceM
    rightPadding: collapsed ? 0 : Theme.spaceM
    topPadding: Theme.spaceM
    bottomPadding: Theme.spaceM
    hoverEnabled: true
    focusPolicy: Qt.NoFocus
    Accessible.role: Accessible.ListItem
    Accessible.name: spoken
    Accessible.selected: selected
    Accessible.selectable: true

    Tooltip {
        x: row.width
        y: (row.height - height) / 2
        shown: row.collapsed && row.hovered
        text: row.name
    }

    contentItem: Item {
        id: content

        implicitHeight: Math.max(avatar.height, lines.implicitHeight)

        Avatar {
            id: avatar

            anchors.verticalCenter: parent.verticalCenter
            x: row.collapsed ? (parent.width - width) / 2 : 0
            initial: row.initial
            hue: row.hue
            square: row.square
            online: row.online
            ground: row.selected ? Theme.panel : Theme.sidebar
            opacity: row.standing === "joined" ? 1 : 0.55
        }

        Rectangle {
            visible: row.collapsed && row.requests > 0
            anchors {
                left: avatar.left
                top: avatar.top
                margins: -Theme.spaceXs
            }
            width: Theme.iconSmall + Theme.spaceXs
            height: width
            radius: height / 2
            color: Theme.accentSoft
            Accessible.ignored: true

            Icon {
                anchors.centerIn: parent
                name: "user-plus"
                size: Theme.textSmall
                color: Theme.accent
            }
        }

        Badge {
            visible: row.collapsed && row.unread > 0
            anchors {
                right: avatar.right
                top: avatar.top
                margins: -Theme.spaceXs
            }
            count: row.unread
        }

        ColumnLayout {
            id: lines

            visible: !row.collapsed
            anchors {
                left: avatar.right
                leftMargin: Theme.spaceM
                right: parent.right
                verticalCenter: parent.verticalCenter
            }
            spacing: Theme.focusWidth

            RowLayout {
                spacing: Theme.spaceS

                Label {
                    Layout.fillWidth: true
                    text: row.name
                    elide: Text.ElideRight
                    font.weight: Theme.weightStrong
                    Accessible.ignored: true
                }

                Label {
                    text: row.time
                    color: row.unread > 0 ? Theme.accent : Theme.dim
                    font.pixelSize: Theme.textSmall
                    Accessible.ignored: true
                }
            }

            RowLayout {
                spacing: Theme.spaceS

                Label {
                    Layout.fillWidth: true
                    text: row.preview
                    elide: Text.ElideRight
                    maximumLineCount: 1
                    color: row.standing === "refused" ? Theme.danger : row.answering ? Theme.assistant : Theme.dim
                    font.pixelSize: Theme.textLabel
                    Accessible.ignored: true
                }

                Spinner {
                    visible: row.standing === "joining"
                    running: visible
                    size: Theme.iconSmall
                    Accessible.ignored: true
                }

                Icon {
                    visible: row.standing === "waiting"
                    name: "hand"
                    size: Theme.iconSmall
                    color: Theme.dim
                }

                Icon {
                    visible: row.standing === "refused"
                    name: "circle-alert"
                    size: Theme.iconSmall
                    color: Theme.danger
                }

                Rectangle {
                    visible: row.requests > 0
                    implicitWidth: implicitHeight
                    implicitHeight: Theme.iconSmall + Theme.spaceXs
                    radius: height / 2
                    color: Theme.accentSoft
                    Accessible.ignored: true

                    Icon {
                        anchors.centerIn: parent
                        name: "user-plus"
                        size: Theme.textSmall
                        color: Theme.accent
                    }
                }

                Badge {
                    count: row.unread
                }
            }
        }
    }

    background: Rectangle {
        radius: Theme.radiusCard
        color: row.selected ? Theme.panel : row.down ? Theme.pressed : row.hovered ? Theme.hover : Theme.clear
        border.width: row.selected ? Theme.hairline : 0
        border.color: Theme.line

        FocusRing {
            around: parent.radius
            shown: row.ListView.isCurrentItem && (row.ListView.view?.activeFocus ?? false)
        }
    }
}
