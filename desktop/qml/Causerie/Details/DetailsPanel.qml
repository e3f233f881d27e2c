pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Causerie.Theme
import Causerie.Controls
import Causerie.Views

// Everything about the open conversation.
FocusScope {
    id: panel

    required property GroupDetails details
    required property Company company
    property bool closable: false
    readonly property bool direct: company.partner.present

    signal inviteRequested
    signal closeRequested

    function finishEditing(): void {
        if (assistant.visible && assistant.editable)
            assistant.finishEditing();
        if (group.visible)
            group.finishEditing();
    }

    // Show who waits to join, and let the keyboard answer.
    function review(): void {
        flick.contentY = 0;
        newcomers.attend();
    }

    // Show what can be done with a member, by their key.
    function attend(key: string): void {
        members.attend(key);
    }

    Accessible.role: Accessible.Pane
    Accessible.name: qsTr("Details")

    Rectangle {
        anchors.fill: parent
        color: Theme.panel
    }

    Hairline {
        anchors {
            left: parent.left
            top: parent.top
            bottom: parent.bottom
        }
        width: Theme.hairline
    }

    Flickable {
        id: flick

        anchors.fill: parent
        anchors.leftMargin: Theme.hairline
        contentWidth: width
        contentHeight: column.implicitHeight + 2 * Theme.spaceXl
        boundsBehavior: Flickable.StopAtBounds
        clip: true
        T.ScrollBar.vertical: ScrollBar {}

        FollowFocus {
            view: flick
        }

        ColumnLayout {
            id: column

            x: Theme.spaceXl
            y: Theme.spaceXl
            width: flick.width - 2 * Theme.spaceXl
            spacing: Theme.spaceL

            RowLayout {
                Layout.fillWidth: true
                visible: panel.closable

                Label {
                    Layout.fillWidth: true
                    text: panel.details.name
                    elide: Text.ElideRight
                    font.pixelSize: Theme.textLead
                    font.weight: Theme.weightStrong
                }

                IconButton {
                    glyph: "x"
                    text: qsTr("Close")
                    onClicked: panel.closeRequested()
                }
            }

            RequestsSection {
                id: newcomers

                requests: panel.details.requests
                onEmptied: panel.forceActiveFocus(Qt.OtherFocusReason)
            }

            Hairline {
                visible: newcomers.visible
            }

            PersonSection {
                visible: panel.direct
                company: panel.company
            }

            Hairline {
                visible: panel.direct && assistant.visible
            }

            AssistantCard {
                id: assistant

                visible: !panel.direct || panel.details.assistant.enabled
                assistant: panel.details.assistant
                editable: panel.company.profile.editable
            }

            Hairline {
                visible: !panel.direct
            }

            MembersSection {
                id: members

                visible: !panel.direct
                details: panel.details
                company: panel.company
                onInviteRequested: panel.inviteRequested()
            }

            Hairline {
                visible: invites.visible
            }

            InvitesSection {
                id: invites

                invites: panel.details.invites
            }

            Hairline {
                visible: !panel.direct
            }

            PolicySection {
                visible: !panel.direct
                policies: panel.company.policies
            }

            Hairline {
                visible: !panel.direct
            }

            GroupSection {
                id: group

                visible: !panel.direct
                profile: panel.company.profile
                partings: panel.company.partings
            }
        }
    }
}
