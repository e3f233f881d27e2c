pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Causerie.Theme
import Causerie.Controls
import Causerie.Views

// Who is blocked on this device, and seeing them again.
ColumnLayout {
    id: section

    required property BlockList blocked

    objectName: "blockedSection"
    spacing: Theme.spaceM

    Label {
        Layout.fillWidth: true
        text: qsTr("Blocked people")
        font.weight: Theme.weightStrong
        Accessible.role: Accessible.Heading
    }

    Label {
        Layout.fillWidth: true
        text: section.blocked.rows.count > 0 ? qsTr("You see nothing of what they write, in any group. They are not told.") : qsTr("You have blocked nobody. You can block somebody from the members of a group.")
        wrapMode: Text.Wrap
        color: Theme.dim
        font.pixelSize: Theme.textLabel
    }

    Repeater {
        model: section.blocked.rows

        RowLayout {
            id: row

            required property string key
            required property string name
            required property string initial
            required property real hue

            Layout.fillWidth: true
            spacing: Theme.spaceM

            Avatar {
                initial: row.initial
                hue: row.hue
                size: Theme.avatarSmall
            }

            Label {
                Layout.fillWidth: true
                text: row.name
                elide: Text.ElideRight
            }

            Button {
                objectName: "unblockListButton"
                compact: true
                text: qsTr("Unblock")
                Accessible.name: qsTr("Unblock %1").arg(row.name)
                onClicked: section.blocked.unblock(row.key)
            }
        }
    }

    Label {
        Layout.fillWidth: true
        visible: text !== ""
        text: section.blocked.error
        wrapMode: Text.Wrap
        color: Theme.danger
        font.pixelSize: Theme.textSmall
        Accessible.role: Accessible.AlertMessage
    }
}
