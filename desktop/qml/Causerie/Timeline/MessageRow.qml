pragma ComponentBehavior: Bound
import QtQuick
import Causerie.Theme
import Causerie.Views

// What every row has: the day and the unread line above it, its tools, its place in the keyboard's path.
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
    required property Composer composer
    property real column: width
    property bool current: false
    property bool receipted: false
    default property alias content: body.data

    readonly property bool active: hover.hovered || tools.busy || current
    readonly property real gutter: Theme.avatarSmall + Theme.spaceM

    signal menuAsked(MessageRow row, real x, real y)
    signal receiptAsked(string messageId)
    signal jumpAsked(string messageId)

    readonly property real before: day !== "" || unread ? Theme.spaceXs : first ? Theme.spaceL : Theme.spaceXs + Theme.focusWidth

    implicitHeight: head.height + body.height + before
    height: implicitHeight
    Accessible.role: Accessible.ListItem
    Accessible.name: spoken
    Accessible.focusable: true
    Accessible.focused: current

    Column {
        id: head

        anchors.horizontalCenter: parent.horizontalCenter
        width: row.column

        Loader {
            width: parent.width
            active: row.day !== ""
            visible: active
            sourceComponent: DaySeparator {
                day: row.day
            }
        }

        Loader {
            width: parent.width
            active: row.unread
            visible: active
            sourceComponent: UnreadLine {}
        }
    }

    HoverHandler {
        id: hover
    }

    TapHandler {
        acceptedButtons: Qt.RightButton
        onTapped: point => row.menuAsked(row, point.position.x, point.position.y)
    }

    TapHandler {
        acceptedDevices: PointerDevice.TouchScreen
        onLongPressed: row.menuAsked(row, point.position.x, point.position.y)
    }

    Item {
        id: body

        anchors {
            horizontalCenter: parent.horizontalCenter
            top: head.bottom
            topMargin: row.before
        }
        width: row.column
        height: childrenRect.height
    }

    Rectangle {
        anchors.fill: body
        anchors.margins: -Theme.spaceXs
        visible: row.current
        radius: Theme.radiusField
        color: Theme.clear
        border.width: Theme.focusWidth
        border.color: Theme.accent
    }

    RowTools {
        id: tools

        anchors.right: body.right
        anchors.top: body.top
        anchors.topMargin: -height / 2
        shown: row.active && !row.deleted
        onReplyAsked: row.composer.replyTo(row.messageId)
        onCopyAsked: row.actions.copy(row.messageId, false)
        onMenuAsked: row.menuAsked(row, tools.x, tools.y + tools.height)
    }
}
