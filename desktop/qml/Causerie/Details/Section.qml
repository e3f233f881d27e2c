import QtQuick
import QtQuick.Layouts
import Causerie.Theme
import Causerie.Controls

// A titled part of the details.
ColumnLayout {
    id: section

    property string title
    default property alias content: slot.data

    Layout.fillWidth: true
    spacing: Theme.spaceM

    Label {
        Layout.fillWidth: true
        text: section.title
        visible: text !== ""
        color: Theme.dim
        font.pixelSize: Theme.textLabel
        font.weight: Theme.weightStrong
        Accessible.role: Accessible.Heading
    }

    ColumnLayout {
        id: slot

        Layout.fillWidth: true
        Layout.maximumWidth: Number.POSITIVE_INFINITY
        spacing: Theme.spaceM
    }
}
