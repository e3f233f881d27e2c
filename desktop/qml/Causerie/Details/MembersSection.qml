pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Causerie.Theme
import Causerie.Controls
import Causerie.Views

// Who is in the group; each row opens what can be done with that person.
Section {
    id: section

    required property GroupDetails details
    required property Company company

    // The row that Tab leads to.
    property int current: 0

    signal inviteRequested

    title: qsTr("Members (%1)").arg(details.memberCount)

    // Open the menu of a member, by their key.
    function attend(key: string): void {
        for (let index = 0; index < rows.count; index++) {
            const row = rows.itemAt(index) as MemberRow;
            if (row?.key === key) {
                row.forceActiveFocus(Qt.TabFocusReason);
                row.click();
            }
        }
    }

    function step(from: int, by: int): void {
        rows.itemAt(Math.max(0, Math.min(rows.count - 1, from + by))).forceActiveFocus(Qt.TabFocusReason);
    }

    ColumnLayout {
        Layout.fillWidth: true
        Layout.leftMargin: -Theme.spaceS
        Layout.rightMargin: -Theme.spaceS
        spacing: Theme.focusWidth
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Members")

        Repeater {
            id: rows

            model: section.details.members

            MemberRow {
                id: row

                Layout.fillWidth: true
                stop: index === Math.min(section.current, rows.count - 1)
                chosen: menu.key === key
                onActiveFocusChanged: {
                    if (activeFocus)
                        section.current = index;
                }
                onStepped: by => section.step(index, by)
                onAsked: (x, y) => menu.show(row, x, y)
            }
        }
    }

    Button {
        objectName: "invitePeopleButton"
        Layout.fillWidth: true
        visible: section.details.mayInvite
        text: qsTr("Invite people")
        onClicked: section.inviteRequested()
    }

    Loader {
        id: menu

        // Whom the open menu is about; empty while none is open.
        readonly property string key: (item as T.Popup)?.visible ? (item as MemberMenu).key : ""

        active: false
        visible: false
        sourceComponent: MemberMenu {
            company: section.company
        }

        function show(row: MemberRow, x: real, y: real): void {
            active = true;
            (item as MemberMenu).show(row, x, y);
        }
    }
}
