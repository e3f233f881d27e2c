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
    // How much there is for notes and messages together; half of it at most is taken here.
    required property real room
    // Where even that is too little to read in, two buttons lead to where there is room.
    readonly property bool cramped: room < (count > 1 ? 5 : 3.5) * Theme.headerHeight
    readonly property int count: notices.here.count + (requests.line !== "" ? 1 : 0)
    readonly property bool needed: count > 0
    readonly property real wanted: column.height + 2 * column.y

    signal reviewRequested
    signal dismissed
    signal noticesRequested

    objectName: "conversationNotes"
    visible: needed
    implicitHeight: !needed ? 0 : cramped ? wanted : Math.min(wanted, room / 2)
    contentWidth: width
    contentHeight: wanted
    interactive: contentHeight > height
    boundsBehavior: Flickable.StopAtBounds
    clip: true
    T.ScrollBar.vertical: ScrollBar {}

    Column {
        id: column

        x: (notes.width - width) / 2
        y: notes.cramped ? Theme.spaceXs : Theme.spaceM
        width: Math.min(Theme.timelineWidth + 2 * Theme.spaceS, notes.width - 2 * (Theme.spaceL + Theme.spaceXs))
        spacing: Theme.spaceS

        Flow {
            width: column.width
            visible: notes.cramped
            spacing: Theme.spaceS

            Button {
                objectName: "reviewShortButton"
                visible: notes.requests.count > 0
                compact: true
                glyph: "user-plus"
                text: qsTr("Review (%1)").arg(notes.requests.count)
                Accessible.description: notes.requests.line
                onClicked: notes.reviewRequested()
            }

            Button {
                objectName: "noticesShortButton"
                visible: notes.notices.here.count > 0
                compact: true
                glyph: "triangle-alert"
                text: qsTr("Notices (%1)").arg(notes.notices.here.count)
                onClicked: notes.noticesRequested()
            }
        }

        Rectangle {
            objectName: "requestsBanner"
            width: column.width
            height: visible ? line.implicitHeight + 2 * Theme.spaceS : 0
            visible: notes.requests.line !== "" && !notes.cramped
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
                visible: !notes.cramped
                onActed: notes.notices.act(key)
                onDismissed: {
                    notes.notices.dismiss(key);
                    notes.dismissed();
                }
            }
        }
    }
}
