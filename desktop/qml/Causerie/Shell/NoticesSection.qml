pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Causerie.Theme
import Causerie.Controls
import Causerie.Views

// In the settings: every notice that was not dismissed.
ColumnLayout {
    id: section

    required property Notices notices

    signal acted(string action)
    signal emptied

    // A notice was dismissed: the next one takes the keyboard, or whoever holds this.
    function goOn(place: int, reason: int): void {
        const next = cards.itemAt(Math.min(place, cards.count - 1)) as NoticeCard;
        if (next)
            next.attend(reason);
        else
            emptied();
    }

    spacing: Theme.spaceM

    Label {
        Layout.fillWidth: true
        text: qsTr("Notices")
        font.weight: Theme.weightStrong
        Accessible.role: Accessible.Heading
    }

    Label {
        Layout.fillWidth: true
        visible: section.notices.all.count === 0
        text: qsTr("Nothing to read. What happens to devices, keys and memberships is told here until you dismiss it.")
        wrapMode: Text.Wrap
        color: Theme.dim
        font.pixelSize: Theme.textSmall
    }

    Repeater {
        id: cards

        model: section.notices.all

        NoticeCard {
            required property int index

            Layout.fillWidth: true
            named: true
            onActed: {
                section.acted(action);
                section.notices.act(key);
            }
            onDismissed: {
                Qt.callLater(section.goOn, index, reason);
                section.notices.dismiss(key);
            }
        }
    }
}
