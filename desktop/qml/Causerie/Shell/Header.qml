pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Causerie.Theme
import Causerie.Controls
import Causerie.Views

// The open conversation's name, its members, and what can be done with it.
Rectangle {
    id: header

    required property GroupDetails details
    required property Partner partner
    property bool detailsShown: false

    readonly property bool inside: !["joining", "refused", ""].includes(details.standing)

    signal inviteRequested
    signal searchRequested
    signal detailsRequested

    implicitHeight: Math.max(Theme.headerHeight, row.implicitHeight + 2 * Theme.spaceS)
    color: Theme.window

    RowLayout {
        id: row

        anchors {
            left: parent.left
            right: parent.right
            verticalCenter: parent.verticalCenter
            leftMargin: Theme.spaceXl + Theme.spaceXs
            rightMargin: Theme.spaceM
        }
        spacing: Theme.spaceXs

        Avatar {
            Layout.rightMargin: Theme.spaceS
            visible: header.partner.present
            initial: header.partner.initial
            hue: header.partner.hue
            online: header.partner.online && !header.partner.blocked
            ground: Theme.window
        }

        ColumnLayout {
            Layout.fillWidth: true
            Layout.rightMargin: Theme.spaceS
            spacing: Theme.focusWidth

            Label {
                objectName: "conversationTitle"
                Layout.fillWidth: true
                text: header.details.name
                elide: Text.ElideRight
                font.pixelSize: Theme.textLead
                font.weight: Theme.weightStrong
                Accessible.role: Accessible.Heading
            }

            RowLayout {
                spacing: Theme.spaceXs + Theme.focusWidth

                Icon {
                    name: "lock"
                    size: Theme.textSmall
                    color: Theme.dim
                }

                Label {
                    Layout.fillWidth: true
                    text: header.details.line
                    elide: Text.ElideRight
                    color: Theme.dim
                    font.pixelSize: Theme.textSmall
                }
            }
        }

        Button {
            objectName: "inviteButton"
            visible: header.details.standing === "joined" && header.details.mayInvite
            kind: Button.Primary
            round: true
            text: qsTr("Invite")
            onClicked: header.inviteRequested()
        }

        IconButton {
            objectName: "searchButton"
            Layout.leftMargin: Theme.spaceXs
            visible: header.inside
            glyph: "search"
            text: qsTr("Search in this conversation")
            shortcut: "Ctrl+F"
            onClicked: header.searchRequested()
        }

        IconButton {
            objectName: "detailsButton"
            visible: header.details.standing === "joined"
            glyph: "panel-right"
            text: header.detailsShown ? qsTr("Hide details") : qsTr("Show details")
            shortcut: "Ctrl+I"
            checked: header.detailsShown
            onClicked: header.detailsRequested()
        }
    }

    Hairline {
        anchors {
            left: parent.left
            right: parent.right
            bottom: parent.bottom
        }
    }
}
