pragma ComponentBehavior: Bound
import QtQuick
import Causerie.Controls
import Causerie.Theme
import Causerie.Views

// Takes files dropped anywhere on the conversation, and says so while they are held over it.
DropArea {
    id: area

    required property Composer composer

    onEntered: drag => drag.accepted = drag.hasUrls
    onDropped: drop => {
        if (drop.hasUrls) {
            drop.acceptProposedAction();
            area.composer.tray.add(drop.urls);
        }
    }

    Loader {
        anchors.fill: parent
        active: area.containsDrag
        sourceComponent: Rectangle {
            objectName: "dropHint"
            color: Theme.scrim

            Rectangle {
                anchors.centerIn: parent
                width: Math.min(Theme.dialogWidth, parent.width - 2 * Theme.spaceXl)
                height: Math.min(words.implicitHeight + 2 * Theme.spaceXxl, parent.height - 2 * Theme.spaceL)
                radius: Theme.radiusBubble
                color: Theme.panel
                border.width: Theme.focusWidth
                border.color: Theme.accent

                Column {
                    id: words

                    anchors.centerIn: parent
                    width: parent.width - 2 * Theme.spaceXl
                    spacing: Theme.spaceM

                    Icon {
                        anchors.horizontalCenter: parent.horizontalCenter
                        name: "images"
                        size: Theme.iconLarge
                        color: Theme.accent
                    }

                    Label {
                        width: parent.width
                        text: qsTr("Drop files here to add them to your message")
                        wrapMode: Text.Wrap
                        horizontalAlignment: Text.AlignHCenter
                        font.pixelSize: Theme.textLead
                        font.weight: Theme.weightStrong
                    }
                }
            }
        }
    }
}
