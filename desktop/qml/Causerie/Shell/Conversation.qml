pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Causerie.Views

// The open conversation: header, timeline, composer.
FocusScope {
    id: conversation

    required property AppModel app
    property bool detailsShown: false

    signal inviteRequested
    signal joinRequested
    signal searchRequested
    signal detailsRequested

    ColumnLayout {
        anchors.fill: parent
        spacing: 0

        Header {
            Layout.fillWidth: true
            details: conversation.app.details
            detailsShown: conversation.detailsShown
            onInviteRequested: conversation.inviteRequested()
            onSearchRequested: conversation.searchRequested()
            onDetailsRequested: conversation.detailsRequested()
        }

        Item {
            Layout.fillWidth: true
            Layout.fillHeight: true
            visible: conversation.app.details.state === "joined"
        }

        WaitingState {
            Layout.fillWidth: true
            Layout.fillHeight: true
            visible: conversation.app.details.open && conversation.app.details.state !== "joined"
            details: conversation.app.details
            joining: conversation.app.joining
            onJoinRequested: conversation.joinRequested()
        }
    }
}
