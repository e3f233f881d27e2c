pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Causerie.Composer
import Causerie.Theme
import Causerie.Timeline
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
    signal reviewRequested
    signal noticesRequested

    readonly property bool inside: !["joining", "refused", ""].includes(app.details.standing)

    // Let the field one writes in have the keyboard, where there is one.
    function takeKeyboard(): void {
        if (inside)
            (composer.visible ? composer : bar).forceActiveFocus(Qt.OtherFocusReason);
        else
            forceActiveFocus(Qt.OtherFocusReason);
    }

    ColumnLayout {
        anchors.fill: parent
        spacing: 0

        Header {
            Layout.fillWidth: true
            details: conversation.app.details
            partner: conversation.app.company.partner
            detailsShown: conversation.detailsShown
            onInviteRequested: conversation.inviteRequested()
            onSearchRequested: conversation.searchRequested()
            onDetailsRequested: conversation.detailsRequested()
        }

        ConversationNotes {
            Layout.fillWidth: true
            notices: conversation.app.notices
            requests: conversation.app.details.requests
            room: conversation.height - 3 * Theme.headerHeight
            onReviewRequested: conversation.reviewRequested()
            onNoticesRequested: conversation.noticesRequested()
            onDismissed: Qt.callLater(conversation.takeKeyboard)
        }

        TimelineView {
            id: timeline

            Layout.fillWidth: true
            Layout.fillHeight: true
            visible: conversation.inside
            timeline: conversation.app.timeline
            actions: conversation.app.actions
            composer: conversation.app.composer
            files: conversation.app.files
            watched: Window.active && conversation.visible
            inviting: conversation.app.details.mayInvite
            onInviteAsked: conversation.inviteRequested()
            onJoinAsked: code => conversation.app.openLink(code)
        }

        MessageComposer {
            id: composer

            objectName: "composer"
            Layout.alignment: Qt.AlignHCenter
            Layout.fillWidth: true
            Layout.maximumWidth: Theme.timelineWidth + 2 * Theme.spaceS
            Layout.leftMargin: Theme.spaceL + Theme.spaceXs
            Layout.rightMargin: Theme.spaceL + Theme.spaceXs
            Layout.bottomMargin: Theme.spaceL
            visible: conversation.inside && conversation.app.composer.closed === ""
            focus: visible
            composer: conversation.app.composer
            onAssistantAsked: conversation.detailsRequested()
        }

        ClosedBar {
            id: bar

            Layout.alignment: Qt.AlignHCenter
            Layout.fillWidth: true
            Layout.maximumWidth: Theme.timelineWidth + 2 * Theme.spaceS
            Layout.leftMargin: Theme.spaceL + Theme.spaceXs
            Layout.rightMargin: Theme.spaceL + Theme.spaceXs
            Layout.bottomMargin: Theme.spaceL
            visible: conversation.inside && !composer.visible
            reason: conversation.app.composer.closed
            standing: conversation.app.details.standing
            company: conversation.app.company
        }

        WaitingState {
            Layout.fillWidth: true
            Layout.fillHeight: true
            visible: conversation.app.details.open && !conversation.inside
            details: conversation.app.details
            joining: conversation.app.joining
            onJoinRequested: conversation.joinRequested()
        }
    }

    DropTarget {
        anchors.fill: parent
        enabled: composer.visible
        composer: conversation.app.composer
    }
}
