import QtQuick
import Causerie.Controls
import Causerie.Views

// What can be done with a member: only what this account may do with this one.
Menu {
    id: menu

    required property Company company
    property string key
    property bool blocked: false
    property bool removable: false
    property bool promotable: false
    property bool demotable: false

    // The row may be gone by the time something is chosen: what the menu is about is kept.
    function show(row: MemberRow, x: real, y: real): void {
        key = row.key;
        blocked = row.blocked;
        removable = row.removable;
        promotable = row.promotable;
        demotable = row.demotable;
        popup(row, x, y);
        currentIndex = 0;
    }

    MenuItem {
        objectName: "messageItem"
        glyph: "message-circle"
        text: qsTr("Message")
        offered: !menu.blocked
        onTriggered: menu.company.actions.message(menu.key)
    }

    MenuItem {
        objectName: "verifyItem"
        glyph: "shield-check"
        text: qsTr("Verify safety number")
        onTriggered: menu.company.safety.show(menu.key)
    }

    MenuItem {
        objectName: "promoteItem"
        glyph: "chevrons-up"
        text: qsTr("Make admin")
        offered: menu.promotable
        onTriggered: menu.company.actions.askPromote(menu.key)
    }

    MenuItem {
        objectName: "demoteItem"
        glyph: "chevrons-down"
        text: qsTr("Make ordinary member")
        offered: menu.demotable
        onTriggered: menu.company.actions.askDemote(menu.key)
    }

    MenuItem {
        objectName: "blockItem"
        glyph: "ban"
        text: qsTr("Block")
        dangerous: true
        offered: !menu.blocked
        onTriggered: menu.company.actions.askBlock(menu.key)
    }

    MenuItem {
        objectName: "unblockItem"
        glyph: "eye"
        text: qsTr("Unblock")
        offered: menu.blocked
        onTriggered: menu.company.actions.unblock(menu.key)
    }

    MenuItem {
        objectName: "removeItem"
        glyph: "user-minus"
        text: qsTr("Remove from group")
        dangerous: true
        offered: menu.removable
        onTriggered: menu.company.actions.askRemove(menu.key)
    }
}
