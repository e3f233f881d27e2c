pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Causerie.Theme
import Causerie.Controls

// A member: who, and whether they are here.
RowLayout {
    id: row

    required property string name
    required property string initial
    required property real hue
    required property string status
    required property bool online

    spacing: Theme.spaceM
    Accessible.role: Accessible.ListItem
    Accessible.name: status === "" ? name : `${name}, ${status}`

    Avatar {
        initial: row.initial
        hue: row.hue
        size: Theme.avatarSmall
        online: row.online
        ground: Theme.panel
    }

    Label {
        Layout.fillWidth: true
        text: row.name
        elide: Text.ElideRight
        Accessible.ignored: true
    }

    Label {
        Layout.maximumWidth: Theme.detailsWidth / 2
        text: row.status
        elide: Text.ElideRight
        color: row.online ? Theme.accent : Theme.dim
        font.pixelSize: Theme.textSmall
        Accessible.ignored: true
    }
}
