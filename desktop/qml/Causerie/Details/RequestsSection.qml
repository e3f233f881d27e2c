pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Causerie.Controls
import Causerie.Views

// Who waits to be let in; not there while nobody does.
Section {
    id: section

    required property JoinRequests requests

    // The keyboard was on a newcomer who is gone: the next one takes it, or whoever holds this.
    signal emptied

    property bool answered: false

    // Bring the keyboard to the first newcomer.
    function attend(): void {
        (newcomers.itemAt(0) as RequestRow)?.attend();
    }

    objectName: "requestsSection"
    visible: requests.count > 0
    title: qsTr("Waiting to join (%1)").arg(requests.count)

    Connections {
        target: section.requests.rows

        function onCountChanged(): void {
            if (!section.answered)
                return;
            section.answered = false;
            if (section.requests.rows.count > 0)
                Qt.callLater(section.attend);
            else
                section.emptied();
        }
    }

    Repeater {
        id: newcomers

        model: section.requests.rows

        RequestRow {
            Layout.fillWidth: true
            onLetIn: {
                section.answered = true;
                section.requests.approve(key);
            }
            onTurnAway: section.confirm(key, name)
        }
    }

    function confirm(key: string, name: string): void {
        turning.active = true;
        const dialog = turning.item as Turning;
        dialog.key = key;
        dialog.name = name;
        dialog.open();
    }

    Loader {
        id: turning

        // What it loads floats above everything; among the rows it takes no room.
        visible: false
        active: false
        sourceComponent: Turning {
            onConfirmed: {
                section.answered = true;
                section.requests.reject(key);
            }
        }
    }

    component Turning: ConfirmDialog {
        property string key
        property string name

        title: qsTr("Turn %1 away?").arg(name)
        text: qsTr("They are told that an admin said no, and cannot ask again with the same invite. With a new one they can.")
        yes: qsTr("Turn away")
    }
}
