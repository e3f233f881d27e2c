pragma ComponentBehavior: Bound
import QtQuick
import Causerie.Theme
import Causerie.Views

// What every row has: the day and the unread line above it, its place in the keyboard's path. Rows come and go by the
// dozen while one flings through them, so what few rows need is loaded only there.
Item {
    id: row

    required property int index
    required property string messageId
    required property string author
    required property string day
    required property bool unread
    required property bool first
    required property bool deleted
    required property string spoken

    required property MessageActions actions
    property real column: width
    property bool current: false
    property bool receipted: false
    default property alias content: body.data

    readonly property real bodyTop: head.height + before
    readonly property real gutter: Theme.avatarSmall + Theme.spaceM
    readonly property real before: day !== "" || unread ? Theme.spaceXs : first ? Theme.spaceL : Theme.spaceXs + Theme.focusWidth

    signal receiptAsked(string messageId)
    signal jumpAsked(string messageId)
    signal dateAsked(string messageId)

    implicitHeight: bodyTop + body.height
    height: implicitHeight
    Accessible.role: Accessible.ListItem
    Accessible.name: spoken
    Accessible.focusable: true
    Accessible.focused: current

    Loader {
        id: head

        anchors.horizontalCenter: parent.horizontalCenter
        width: row.column
        height: active ? implicitHeight : 0
        active: row.day !== "" || row.unread
        sourceComponent: Column {
            DaySeparator {
                width: parent.width
                visible: row.day !== ""
                day: row.day
                onAsked: row.dateAsked(row.messageId)
            }

            UnreadLine {
                width: parent.width
                visible: row.unread
            }
        }
    }

    Item {
        id: body

        x: (row.width - width) / 2
        y: row.bodyTop
        width: row.column
        height: childrenRect.height
    }

    Loader {
        anchors.fill: body
        anchors.margins: -Theme.spaceXs
        active: row.current
        sourceComponent: Rectangle {
            radius: Theme.radiusField
            color: Theme.clear
            border.width: Theme.focusWidth
            border.color: Theme.accent
        }
    }
}
