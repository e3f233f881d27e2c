pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Causerie.Theme
import Causerie.Controls
import Causerie.Views

// Where one would write, once nothing can be written here: why, and the way on.
FocusScope {
    id: bar

    required property string reason
    required property string standing
    required property Company company
    readonly property bool over: standing === "left" || standing === "removed"
    readonly property bool blocked: !over && company.partner.blocked
    // Beside the words where there is room, below them otherwise.
    readonly property bool beside: width - 2 * Theme.spaceL - way.implicitWidth >= Theme.detailsWidth

    objectName: "closedBar"
    implicitHeight: grid.implicitHeight + 2 * Theme.spaceM
    Accessible.role: Accessible.Pane
    Accessible.name: qsTr("Nothing can be written here")

    Rectangle {
        anchors.fill: parent
        radius: Theme.radiusBubble
        color: Theme.panel
        border.width: Theme.hairline
        border.color: Theme.line
    }

    GridLayout {
        id: grid

        anchors {
            left: parent.left
            right: parent.right
            verticalCenter: parent.verticalCenter
            leftMargin: Theme.spaceL
            rightMargin: Theme.spaceL
        }
        columns: bar.beside ? 2 : 1
        columnSpacing: Theme.spaceL
        rowSpacing: Theme.spaceS

        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.spaceM

            Icon {
                Layout.alignment: Qt.AlignTop
                name: bar.blocked ? "ban" : "door-open"
                color: Theme.dim
            }

            Label {
                Layout.fillWidth: true
                text: bar.reason
                wrapMode: Text.Wrap
                font.pixelSize: Theme.textLabel
                Accessible.role: Accessible.AlertMessage
            }
        }

        Item {
            id: way

            Layout.alignment: Qt.AlignRight
            implicitWidth: Math.max(unblock.visible ? unblock.implicitWidth : 0, forget.visible ? forget.implicitWidth : 0, erase.visible ? erase.implicitWidth : 0)
            implicitHeight: Theme.controlHeight

            Button {
                id: unblock

                objectName: "barUnblockButton"
                visible: bar.blocked
                focus: visible
                round: true
                text: qsTr("Unblock")
                onClicked: bar.company.actions.unblock(bar.company.partner.key)
            }

            Button {
                id: forget

                objectName: "forgetButton"
                visible: bar.over
                focus: visible
                round: true
                text: qsTr("Remove from list")
                onClicked: bar.company.partings.askForget()
            }

            Button {
                id: erase

                objectName: "barDeleteButton"
                visible: !bar.over && !bar.blocked
                focus: visible
                round: true
                text: qsTr("Delete conversation")
                onClicked: bar.company.partings.askDelete()
            }
        }
    }
}
