import QtQuick
import QtQuick.Layouts
import Causerie.Theme

// What stands where there is nothing yet: a picture, a title, a sentence, and what can be done.
ColumnLayout {
    id: empty

    property string glyph
    property string title
    property string text
    property bool assistant: false
    default property alias actions: slot.data

    spacing: Theme.spaceS
    width: Math.min(Theme.dialogWidth, parent ? parent.width - 2 * Theme.spaceXl : Theme.dialogWidth)

    Rectangle {
        Layout.alignment: Qt.AlignHCenter
        Layout.bottomMargin: Theme.spaceS
        visible: empty.glyph !== ""
        implicitWidth: Theme.avatarLarge
        implicitHeight: Theme.avatarLarge
        radius: Theme.radiusBubble
        color: empty.assistant ? Theme.assistantSoft : Theme.accentSoft

        Icon {
            anchors.centerIn: parent
            name: empty.glyph
            size: Theme.iconLarge
            color: empty.assistant ? Theme.assistant : Theme.accent
        }
    }

    Label {
        Layout.fillWidth: true
        text: empty.title
        visible: text !== ""
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.Wrap
        font.pixelSize: Theme.textTitle
        font.weight: Theme.weightStrong
        Accessible.role: Accessible.Heading
    }

    Label {
        Layout.fillWidth: true
        text: empty.text
        visible: text !== ""
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.Wrap
        color: Theme.dim
    }

    ColumnLayout {
        id: slot

        Layout.fillWidth: true
        Layout.maximumWidth: Number.POSITIVE_INFINITY
        Layout.topMargin: Theme.spaceM
        spacing: Theme.spaceM
    }
}
