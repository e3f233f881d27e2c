pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Causerie.Theme

// A passing notice at the bottom of the window. It stays while the pointer rests on it.
Rectangle {
    id: toast

    property string text
    property string glyph: "info"
    property bool serious: false

    signal dismissed

    implicitWidth: Math.min(Theme.dialogWidth, row.implicitWidth + 2 * Theme.spaceL)
    implicitHeight: row.implicitHeight + 2 * Theme.spaceS
    radius: Theme.radiusCard
    color: Theme.panel
    border.width: Theme.hairline
    border.color: Theme.edge
    Accessible.role: Accessible.AlertMessage
    Accessible.name: text

    HoverHandler {
        id: hover
    }

    Timer {
        interval: toast.serious ? Theme.toastTime * 2 : Theme.toastTime
        running: toast.visible && !hover.hovered && toast.text !== ""
        onTriggered: toast.dismissed()
    }

    RowLayout {
        id: row

        anchors {
            left: parent.left
            right: parent.right
            verticalCenter: parent.verticalCenter
            leftMargin: Theme.spaceL
            rightMargin: Theme.spaceS
        }
        spacing: Theme.spaceM

        Icon {
            name: toast.serious ? "triangle-alert" : toast.glyph
            color: toast.serious ? Theme.warning : Theme.accent
        }

        Label {
            Layout.fillWidth: true
            Layout.maximumWidth: Theme.dialogWidth
            text: toast.text
            wrapMode: Text.Wrap
            font.pixelSize: Theme.textLabel
            Accessible.ignored: true
        }

        IconButton {
            objectName: "dismissButton"
            glyph: "x"
            glyphSize: Theme.iconSmall
            text: qsTr("Dismiss")
            onClicked: toast.dismissed()
        }
    }
}
