import QtQuick
import QtQuick.Layouts
import Causerie.Theme

// A named control with what it is for below it, or what is wrong with it.
ColumnLayout {
    id: field

    property string label
    property string help
    property string error
    default property alias content: slot.data

    spacing: Theme.spaceXs + Theme.focusWidth

    Label {
        Layout.fillWidth: true
        visible: field.label !== ""
        text: field.label
        wrapMode: Text.Wrap
        color: Theme.dim
        font.pixelSize: Theme.textSmall
    }

    ColumnLayout {
        id: slot

        Layout.fillWidth: true
        Layout.maximumWidth: Number.POSITIVE_INFINITY
        spacing: Theme.spaceS
    }

    Label {
        Layout.fillWidth: true
        visible: text !== ""
        text: field.error !== "" ? field.error : field.help
        wrapMode: Text.Wrap
        color: field.error !== "" ? Theme.danger : Theme.dim
        font.pixelSize: Theme.textSmall
        Accessible.role: field.error !== "" ? Accessible.AlertMessage : Accessible.StaticText
    }
}
