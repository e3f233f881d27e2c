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

    signal acted

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
        model: section.notices.all

        NoticeCard {
            Layout.fillWidth: true
            named: true
            onActed: {
                section.acted();
                section.notices.act(key);
            }
            onDismissed: section.notices.dismiss(key)
        }
    }
}
