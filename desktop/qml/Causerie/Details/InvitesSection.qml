pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Causerie.Theme
import Causerie.Controls
import Causerie.Views

// The invites that can still be used, for those who may invite.
Section {
    id: section

    required property InvitesList invites

    objectName: "invitesSection"
    visible: invites.shown
    title: qsTr("Invites")

    Label {
        Layout.fillWidth: true
        visible: section.invites.rows.count === 0
        text: qsTr("No invite is open. Nobody can join until somebody makes one.")
        wrapMode: Text.Wrap
        color: Theme.dim
        font.pixelSize: Theme.textSmall
    }

    Repeater {
        model: section.invites.rows

        InviteRow {
            Layout.fillWidth: true
            onWithdrawn: section.confirm(key)
        }
    }

    Label {
        Layout.fillWidth: true
        visible: text !== ""
        text: section.invites.error
        wrapMode: Text.Wrap
        color: Theme.danger
        font.pixelSize: Theme.textSmall
        Accessible.role: Accessible.AlertMessage
    }

    function confirm(key: string): void {
        withdrawing.active = true;
        const dialog = withdrawing.item as Withdrawing;
        dialog.key = key;
        dialog.open();
    }

    Loader {
        id: withdrawing

        // What it loads floats above everything; among the rows it takes no room.
        visible: false
        active: false
        sourceComponent: Withdrawing {
            onConfirmed: section.invites.withdraw(key)
        }
    }

    component Withdrawing: ConfirmDialog {
        property string key

        title: qsTr("Withdraw this invite?")
        text: qsTr("Nobody can join by this code any more. People who are in stay.")
        yes: qsTr("Withdraw")
    }
}
