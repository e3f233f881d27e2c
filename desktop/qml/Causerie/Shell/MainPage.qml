pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Causerie.Theme
import Causerie.Details
import Causerie.Views

// The three calm parts: conversations, the open one, its details. Dialogs are made when first wanted.
FocusScope {
    id: page

    required property AppModel app
    property bool detailsWanted: width >= Theme.detailsFrom
    readonly property bool wide: width >= Theme.detailsFrom
    readonly property bool narrow: width < Theme.collapseBelow
    // The sheet is about the conversation it was opened on.
    readonly property string shown: app.timeline.groupId

    function show(dialog: Loader): void {
        const fresh = !dialog.active;
        dialog.active = true;
        const popup = dialog.item as T.Popup;
        if (fresh)
            popup.closed.connect(refocus);
        popup.open();
    }

    // A dialog gives the keyboard back to what had it; if that is gone meanwhile, the conversation takes it.
    function refocus(): void {
        const item = Window.activeFocusItem;
        if (item && item.visible && item.enabled && item !== page && item !== conversation && item !== Window.contentItem)
            return;
        if (conversation.visible)
            conversation.takeKeyboard();
        else if (nothing.visible)
            nothing.forceActiveFocus();
    }

    function toggleDetails(): void {
        if (wide)
            detailsWanted = !detailsWanted;
        else
            show(sheet);
    }

    // Show who waits to join the open conversation.
    function review(): void {
        if (wide) {
            detailsWanted = true;
            details.review();
        } else {
            show(sheet);
            ((sheet.item as T.Popup).contentItem as DetailsPanel).review();
        }
    }

    // Show what can be done with a member of the open conversation, by their key.
    function attend(key: string): void {
        if (wide) {
            detailsWanted = true;
            details.attend(key);
        } else {
            show(sheet);
            ((sheet.item as T.Popup).contentItem as DetailsPanel).attend(key);
        }
    }

    function showNotices(): void {
        show(settings);
        (settings.item as SettingsDialog).showNotices();
    }

    function find(everywhere: bool, query: string): void {
        search.active = true;
        (search.item as SearchDialog).begin(everywhere, query);
    }

    focus: true
    Component.onCompleted: Qt.callLater(refocus)
    onShownChanged: (sheet.item as T.Popup)?.close()
    onWideChanged: {
        if (!wide)
            detailsWanted = true;
    }

    Shortcut {
        sequences: ["Ctrl+K"]
        onActivated: sidebar.findConversation()
    }

    Shortcut {
        sequences: ["Ctrl+N"]
        onActivated: page.show(newGroup)
    }

    Shortcut {
        sequences: ["Ctrl+J"]
        onActivated: page.show(join)
    }

    Shortcut {
        sequences: ["Ctrl+I"]
        enabled: page.app.details.open
        onActivated: page.toggleDetails()
    }

    Shortcut {
        sequences: ["Ctrl+F"]
        onActivated: page.find(!page.app.details.open, "")
    }

    Shortcut {
        sequences: ["Ctrl+G"]
        enabled: page.app.details.open
        onActivated: page.app.dates.begin()
    }

    Shortcut {
        sequences: ["Ctrl+Shift+F"]
        onActivated: page.find(true, "")
    }

    Shortcut {
        sequences: ["Ctrl+,"]
        onActivated: page.show(settings)
    }

    Shortcut {
        sequences: ["Alt+Up"]
        onActivated: page.app.conversations.step(-1)
    }

    Shortcut {
        sequences: ["Alt+Down"]
        onActivated: page.app.conversations.step(1)
    }

    Connections {
        target: page.app

        function onJoinRequested(): void {
            page.show(join);
        }
    }

    Connections {
        target: page.app.notices

        function onVerifyRequested(key: string): void {
            page.app.company.safety.show(key);
        }

        function onMemberRequested(key: string): void {
            page.attend(key);
        }

        function onDevicesRequested(): void {
            page.show(settings);
            (settings.item as SettingsDialog).showDevices();
        }
    }

    Connections {
        target: page.app.company

        // Whoever asks to write to somebody writes next.
        function onOpened(): void {
            Qt.callLater(conversation.takeKeyboard);
        }
    }

    Connections {
        target: page.app.company.confirmation

        function onAsked(): void {
            page.show(question);
        }
    }

    Connections {
        target: page.app.company.safety

        function onAsked(): void {
            page.show(safety);
        }
    }

    Connections {
        target: page.app.dates

        function onOpened(): void {
            (search.item as SearchDialog)?.close();
            page.show(date);
        }
    }

    Connections {
        target: page.app.devices

        function onRequested(): void {
            page.show(linkRequest);
        }
    }

    Connections {
        target: page.app.conversations

        function onSelectedChanged(): void {
            Qt.callLater(page.refocus);
        }
    }

    RowLayout {
        anchors.fill: parent
        spacing: 0

        Sidebar {
            id: sidebar

            Layout.fillHeight: true
            Layout.preferredWidth: implicitWidth
            collapsed: page.narrow
            conversations: page.app.conversations
            session: page.app.session
            notices: page.app.notices
            onNewGroupRequested: page.show(newGroup)
            onJoinRequested: page.show(join)
            onSettingsRequested: page.show(settings)
            onNoticesRequested: page.showNotices()
            onSearchRequested: query => page.find(true, query)
        }

        Conversation {
            id: conversation

            Layout.fillWidth: true
            Layout.fillHeight: true
            visible: page.app.details.open
            enabled: visible
            onVisibleChanged: Qt.callLater(page.refocus)
            onInsideChanged: Qt.callLater(page.refocus)
            app: page.app
            detailsShown: page.wide && page.detailsWanted
            onInviteRequested: page.show(invite)
            onJoinRequested: page.show(join)
            onDetailsRequested: page.toggleDetails()
            onReviewRequested: page.review()
            onNoticesRequested: page.showNotices()
            onSearchRequested: page.find(false, "")
        }

        NoConversations {
            id: nothing

            Layout.fillWidth: true
            Layout.fillHeight: true
            visible: !page.app.details.open && page.app.conversations.total === 0
            enabled: visible
            onVisibleChanged: Qt.callLater(page.refocus)
            joining: page.app.joining
            session: page.app.session
            onNewGroupRequested: page.show(newGroup)
            onJoinRequested: page.show(join)
        }

        Item {
            Layout.fillWidth: true
            Layout.fillHeight: true
            visible: !page.app.details.open && page.app.conversations.total > 0
        }

        DetailsPanel {
            id: details

            Layout.fillHeight: true
            Layout.preferredWidth: Theme.detailsWidth
            visible: page.wide && page.detailsWanted && page.app.details.standing === "joined"
            details: page.app.details
            company: page.app.company
            onInviteRequested: page.show(invite)
        }
    }

    Loader {
        id: sheet

        active: false
        sourceComponent: T.Popup {
            parent: T.Overlay.overlay
            x: parent ? parent.width - width : 0
            width: Math.min(Theme.detailsWidth, parent ? parent.width - Theme.spaceXxl : Theme.detailsWidth)
            height: parent ? parent.height : 0
            padding: 0
            modal: true
            focus: true
            onClosed: panel.finishEditing()

            T.Overlay.modal: Rectangle {
                color: Theme.scrim
            }

            contentItem: DetailsPanel {
                id: panel

                focus: true
                details: page.app.details
                company: page.app.company
                closable: true
                onCloseRequested: (sheet.item as T.Popup).close()
                onInviteRequested: {
                    (sheet.item as T.Popup).close();
                    page.show(invite);
                }
            }
        }
    }

    Loader {
        id: newGroup

        active: false
        sourceComponent: NewGroupDialog {
            founding: page.app.founding
        }
    }

    Loader {
        id: join

        active: false
        sourceComponent: JoinDialog {
            joining: page.app.joining
        }
    }

    Loader {
        id: invite

        active: false
        sourceComponent: InviteDialog {
            invite: page.app.invite
            groupName: page.app.details.name
            decides: page.app.details.decides
        }
    }

    Loader {
        id: search

        active: false
        sourceComponent: SearchDialog {
            searching: page.app.searching
            groupName: page.app.details.name
            onDateRequested: page.app.dates.begin()
            onChosen: (group, message) => page.app.showMessage(group, message)
        }
    }

    Loader {
        id: date

        active: false
        sourceComponent: DateDialog {
            dates: page.app.dates
        }
    }

    Loader {
        id: settings

        active: false
        sourceComponent: SettingsDialog {
            session: page.app.session
            settings: page.app.settings
            hosting: page.app.hosting
            notices: page.app.notices
            devices: page.app.devices
            blocked: page.app.company.blocked
            network: page.app.company.network
            files: page.app.files.settings
        }
    }

    Loader {
        id: question

        active: false
        sourceComponent: QuestionDialog {
            confirmation: page.app.company.confirmation
        }
    }

    Loader {
        id: safety

        active: false
        sourceComponent: SafetyDialog {
            safety: page.app.company.safety
        }
    }

    Loader {
        id: linkRequest

        active: false
        sourceComponent: LinkRequestDialog {
            devices: page.app.devices
        }
    }
}
