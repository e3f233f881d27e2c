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
    property string offer

    // What somebody is about to press does not go away under their fingers.
    readonly property bool attended: hover.hovered || offered.activeFocus || dismissal.activeFocus

    signal dismissed
    signal accepted

    implicitWidth: Math.min(Theme.dialogWidth, row.implicitWidth + Theme.spaceL + Theme.spaceS)
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
        running: toast.visible && !toast.attended && toast.text !== ""
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

        Button {
            id: offered

            objectName: "offerButton"
            visible: toast.offer !== ""
            compact: true
            text: toast.offer
            onClicked: toast.accepted()
        }

        IconButton {
            id: dismissal

            objectName: "dismissButton"
            glyph: "x"
            glyphSize: Theme.iconSmall
            text: qsTr("Dismiss")
            onClicked: toast.dismissed()
        }
    }
}
