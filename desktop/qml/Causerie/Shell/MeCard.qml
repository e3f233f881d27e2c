pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Causerie.Theme
import Causerie.Controls
import Causerie.Views

// Oneself, who is around, and the way to the settings.
Item {
    id: card

    required property Session session
    property bool collapsed: false

    signal settingsRequested

    implicitHeight: Math.max(Theme.headerHeight, row.implicitHeight + 2 * Theme.spaceM)

    Hairline {
        anchors {
            left: parent.left
            right: parent.right
            top: parent.top
        }
    }

    RowLayout {
        id: row

        anchors {
            left: parent.left
            right: parent.right
            verticalCenter: parent.verticalCenter
            leftMargin: card.collapsed ? Theme.spaceXl : Theme.spaceXl - Theme.spaceXs
            rightMargin: Theme.spaceM
        }
        spacing: Theme.spaceM

        Avatar {
            visible: !card.collapsed
            initial: card.session.initial
            hue: card.session.hue
            size: Theme.avatarSmall
        }

        ColumnLayout {
            visible: !card.collapsed
            Layout.fillWidth: true
            spacing: Theme.focusWidth

            Label {
                Layout.fillWidth: true
                text: card.session.name
                elide: Text.ElideRight
                font.weight: Theme.weightStrong
                font.pixelSize: Theme.textLabel
            }

            RowLayout {
                spacing: Theme.spaceXs + Theme.focusWidth

                Rectangle {
                    implicitWidth: Theme.dot
                    implicitHeight: Theme.dot
                    radius: height / 2
                    color: card.session.people > 0 ? Theme.accent : Theme.clear
                    border.width: card.session.people > 0 ? 0 : Theme.hairline
                    border.color: Theme.dim
                    Accessible.ignored: true
                }

                Label {
                    Layout.fillWidth: true
                    text: card.session.presence
                    wrapMode: Text.Wrap
                    maximumLineCount: 2
                    elide: Text.ElideRight
                    color: Theme.dim
                    font.pixelSize: Theme.textSmall
                }
            }
        }

        IconButton {
            objectName: "settingsButton"
            Layout.leftMargin: card.collapsed ? Theme.hairline : 0
            glyph: "settings"
            text: qsTr("Settings")
            shortcut: "Ctrl+,"
            onClicked: card.settingsRequested()
        }
    }
}
