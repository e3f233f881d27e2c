pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Causerie.Theme
import Causerie.Controls
import Causerie.Views

// Above the messages, and only when there is something to say: who wants to join, and notices about this conversation.
Flickable {
    id: notes

    required property Notices notices
    required property JoinRequests requests
    // However much there is to say, most of the room stays with the messages.
    property real most: Number.POSITIVE_INFINITY

    signal reviewRequested
    signal dismissed

    objectName: "conversationNotes"
    visible: column.height > 0
    implicitHeight: column.height > 0 ? Math.min(column.height + 2 * Theme.spaceM, most) : 0
    contentWidth: width
    contentHeight: column.height + 2 * Theme.spaceM
    interactive: contentHeight > height
    boundsBehavior: Flickable.StopAtBounds
    clip: true
    T.ScrollBar.vertical: ScrollBar {}

    Column {
        id: column

        x: (notes.width - width) / 2
        y: Theme.spaceM
        width: Math.min(Theme.timelineWidth, notes.width - 2 * Theme.spaceL)
        spacing: Theme.spaceS

        Rectangle {
            objectName: "requestsBanner"
            width: column.width
            height: visible ? line.implicitHeight + 2 * Theme.spaceS : 0
            visible: notes.requests.line !== ""
            radius: Theme.radiusCard
            color: Theme.accentSoft

            RowLayout {
                id: line

                anchors {
                    left: parent.left
                    right: parent.right
                    verticalCenter: parent.verticalCenter
                    leftMargin: Theme.spaceM
                    rightMargin: Theme.spaceS
                }
                spacing: Theme.spaceM

                Icon {
                    name: "user-plus"
                    color: Theme.accent
                }

                Label {
                    Layout.fillWidth: true
                    text: notes.requests.line
                    wrapMode: Text.Wrap
                    font.pixelSize: Theme.textLabel
                    Accessible.role: Accessible.AlertMessage
                }

                Button {
                    objectName: "reviewButton"
                    compact: true
                    text: qsTr("Review")
                    Accessible.description: notes.requests.line
                    onClicked: notes.reviewRequested()
                }
            }
        }

        Repeater {
            model: notes.notices.here

            NoticeCard {
                width: column.width
                onActed: notes.notices.act(key)
                onDismissed: {
                    notes.notices.dismiss(key);
                    notes.dismissed();
                }
            }
        }
    }
}
