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
    property bool closable: false

    signal inviteRequested
    signal closeRequested

    function finishEditing(): void {
        assistant.finishEditing();
    }

    // Show who waits to join, and let the keyboard answer.
    function review(): void {
        flick.contentY = 0;
        newcomers.attend();
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

            AssistantCard {
                id: assistant

                assistant: panel.details.assistant
            }

            Hairline {}

            Section {
                title: qsTr("Members")

                Repeater {
                    model: panel.details.members

                    MemberRow {
                        Layout.fillWidth: true
                    }
                }

                Button {
                    objectName: "invitePeopleButton"
                    Layout.fillWidth: true
                    Layout.topMargin: Theme.spaceXs
                    text: qsTr("Invite people")
                    onClicked: panel.inviteRequested()
                }
            }

            Hairline {
                visible: invites.visible
            }

            InvitesSection {
                id: invites

                invites: panel.details.invites
            }

            Hairline {}

            Section {
                title: qsTr("Group")

                Field {
                    Layout.fillWidth: true
                    label: qsTr("Name")
                    error: panel.details.error

                    TextField {
                        id: groupName

                        objectName: "groupNameEdit"
                        Layout.fillWidth: true
                        name: qsTr("Name of the group")
                        failed: panel.details.error !== ""
                        onEditingFinished: panel.details.rename(text)

                        Binding {
                            groupName.text: panel.details.name
                            when: !groupName.activeFocus
                            restoreMode: Binding.RestoreNone
                        }
                    }
                }

                Button {
                    objectName: "leaveButton"
                    Layout.fillWidth: true
                    kind: Button.Danger
                    glyph: "log-out"
                    text: qsTr("Leave group")
                    onClicked: {
                        leaving.active = true;
                        (leaving.item as LeaveDialog).open();
                    }
                }
            }
        }
    }

    Loader {
        id: leaving

        active: false
        sourceComponent: LeaveDialog {
            details: panel.details
        }
    }
}
