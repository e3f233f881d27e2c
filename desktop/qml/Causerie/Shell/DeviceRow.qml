pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Causerie.Theme
import Causerie.Controls

// A device of this account.
RowLayout {
    id: row

    required property string key
    required property string name
    required property string line
    required property bool here
    required property bool connected

    signal revoked

    objectName: "deviceRow"
    spacing: Theme.spaceM
    Accessible.role: Accessible.ListItem
    Accessible.name: `${name}, ${line}`

    Icon {
        name: row.here ? "monitor" : "laptop"
        color: row.connected ? Theme.accent : Theme.dim
    }

    ColumnLayout {
        Layout.fillWidth: true
        spacing: Theme.focusWidth

        Label {
            Layout.fillWidth: true
            text: row.name
            elide: Text.ElideRight
            Accessible.ignored: true
        }

        Label {
            Layout.fillWidth: true
            text: row.line
            wrapMode: Text.Wrap
            color: Theme.dim
            font.pixelSize: Theme.textSmall
            Accessible.ignored: true
        }
    }

    Button {
        objectName: "revokeButton"
        visible: !row.here
        kind: Button.Danger
        compact: true
        text: qsTr("Remove…")
        Accessible.name: qsTr("Remove %1").arg(row.name)
        onClicked: row.revoked()
    }
}
