pragma ComponentBehavior: Bound
import QtQuick
import QtQml.Models
import QtQuick.Templates as T
import Causerie.Controls
import Causerie.Theme
import Causerie.Views

// The messages of the open conversation, newest at the bottom.
FocusScope {
    id: view

    required property Timeline timeline
    required property MessageActions actions
    required property Composer composer
    required property Files files
    property bool watched: true
    property bool inviting: true

    readonly property real edge: Theme.spaceXl
    readonly property real column: Math.min(Theme.timelineWidth, width - 2 * edge)
    readonly property bool atEnd: list.count === 0 || list.contentY + list.height >= list.originY + list.contentHeight - Theme.spaceXxl

    signal inviteAsked
    signal joinAsked(string code)

    Accessible.role: Accessible.Pane
    Accessible.name: qsTr("Messages")
    onAtEndChanged: report.restart()
    onWatchedChanged: report.restart()

    // Settles before it is told, so that a layout in progress does not count as scrolling away.
    Timer {
        id: report

        interval: 0
        onTriggered: {
            list.following = view.atEnd;
            view.timeline.watch(view.atEnd, view.watched);
        }
    }

    Connections {
        target: view.timeline

        function onOpened(): void {
            list.currentIndex = -1;
            list.seekingTop = false;
            list.positionViewAtBeginning();
            report.restart();
        }

        function onChanged(): void {
            Qt.callLater(list.reach);
        }

        function onMiddleAsked(): void {
            view.timeline.stand(list.indexAt(list.width / 2, list.contentY + list.height / 2));
        }

        function onStayed(row: int): void {
            list.positionViewAtIndex(row, ListView.Center);
            report.restart();
        }

        function onFound(row: int): void {
            list.seekingTop = row > 0 && row === list.count - 1;
            if (row === 0) {
                list.positionViewAtBeginning();
            } else {
                list.positionViewAtIndex(row, ListView.Center);
                list.currentIndex = row;
                list.forceActiveFocus(Qt.OtherFocusReason);
                list.keepTop();
            }
        }
    }

    Connections {
        target: view.actions

        function onLinkAsked(href: string, host: string): void {
            link.ask(href, host);
        }

        function onJoinAsked(code: string): void {
            view.joinAsked(code);
        }
    }

    ListView {
        id: list

        objectName: "messages"
        anchors.fill: parent
        anchors.topMargin: notes.height
        anchors.bottomMargin: typing.height
        visible: count > 0
        model: view.timeline.rows
        verticalLayoutDirection: ListView.BottomToTop
        boundsBehavior: Flickable.StopAtBounds
        // Rows just out of sight are made at once: what is made in the background outlives a change of conversation.
        cacheBuffer: 0
        displayMarginBeginning: Theme.headerHeight
        displayMarginEnd: Theme.headerHeight
        clip: true
        activeFocusOnTab: true
        keyNavigationEnabled: false
        currentIndex: -1
        highlightFollowsCurrentItem: false
        header: Item {
            width: 1
            height: Theme.spaceM
        }
        footer: Item {
            width: 1
            height: Theme.spaceM
        }
        T.ScrollBar.vertical: ScrollBar {}
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Messages")
        onContentYChanged: {
            hold();
            reach();
        }
        onMovementEnded: hold()
        onHeightChanged: keepEnd()
        onWidthChanged: keepEnd()
        onActiveFocusChanged: {
            // Not where a button of some row is what was pressed: choosing a row would take the keyboard from it.
            if (activeFocus && currentIndex < 0 && Window.activeFocusItem === list)
                currentIndex = 0;
        }
        // The row under the pointer; it stays chosen while the pointer is on its tools.
        property MessageRow under

        function point(at: point): void {
            if (!tools.busy)
                under = itemAt(at.x, at.y - y + contentY) as MessageRow;
        }

        Keys.onUpPressed: step(1)
        Keys.onDownPressed: step(-1)
        Keys.onPressed: event => view.command(event)

        // Whether the reader was at the end when all last lay still: a window that is resized keeps it in sight.
        property bool following: true

        function keepEnd(): void {
            if (following)
                Qt.callLater(positionViewAtBeginning);
        }

        // The row in the middle of what is being read, and where it stood: it stays there whatever happens below it.
        property Item held
        property real heldY: 0

        function hold(): void {
            held = view.atEnd && !view.timeline.hasNewer ? null : itemAt(width / 2, contentY + height / 2);
            heldY = held?.y ?? 0;
        }

        function reach(): void {
            if (contentY < originY + 1.5 * height)
                view.timeline.loadOlder();
            if (view.timeline.hasNewer && contentY + 2.5 * height > originY + contentHeight) {
                // A list at its very end would follow what is added there.
                if (atYEnd)
                    contentY -= Theme.hairline;
                view.timeline.loadNewer();
            }
        }

        Connections {
            target: list.held

            function onYChanged(): void {
                if (list.held === null)  // the row is just going
                    return;
                const moved = list.held.y - list.heldY;
                list.heldY = list.held.y;
                if (!list.moving && moved !== 0)
                    list.contentY += moved;
            }
        }

        // Near the first message a list guesses where it begins, until the rows are there and have their heights.
        property bool seekingTop: false

        function keepTop(): void {
            if (seekingTop && contentY - originY < height)
                contentY = originY;
        }

        onOriginYChanged: Qt.callLater(keepTop)
        onMovementStarted: seekingTop = false

        function step(by: int): void {
            seekingTop = false;
            currentIndex = Math.max(0, Math.min(count - 1, currentIndex + by));
            positionViewAtIndex(currentIndex, ListView.Contain);
        }

        delegate: DelegateChooser {
            role: "kind"

            DelegateChoice {
                roleValue: "assistant"

                AnswerRow {
                    width: list.width
                    column: view.column
                    actions: view.actions
                    current: list.activeFocus && ListView.isCurrentItem
                    onReceiptAsked: messageId => receipt.show(messageId)
                    onJumpAsked: messageId => view.timeline.jumpTo(messageId)
                    onDateAsked: messageId => view.timeline.dateAsked(messageId)
                }
            }

            DelegateChoice {
                PersonRow {
                    width: list.width
                    column: view.column
                    actions: view.actions
                    files: view.files
                    onPictureAsked: (messageId, number) => desk.look(messageId, number)
                    onSaveAsked: (messageId, number) => desk.save(messageId, number)
                    current: list.activeFocus && ListView.isCurrentItem
                    onReceiptAsked: messageId => receipt.show(messageId)
                    onJumpAsked: messageId => view.timeline.jumpTo(messageId)
                    onDateAsked: messageId => view.timeline.dateAsked(messageId)
                }
            }
        }
    }

    HoverHandler {
        id: over

        onPointChanged: list.point(point.position)
    }

    TapHandler {
        acceptedButtons: Qt.RightButton
        onTapped: event => view.openMenu(event.position)
    }

    TapHandler {
        acceptedDevices: PointerDevice.TouchScreen
        onLongPressed: view.openMenu(point.position)
    }

    RowTools {
        id: tools

        readonly property MessageRow row: list.under

        x: (view.width + view.column) / 2 - width
        y: row ? Math.max(list.y, list.y + row.y - list.contentY + row.bodyTop - height / 2) : 0
        shown: (over.hovered || busy) && row !== null && !row.deleted && !list.moving
        onReplyAsked: view.composer.replyTo(row.messageId)
        onCopyAsked: view.copy(row)
        onMenuAsked: menu.show(row, x, y + height)
    }

    function openMenu(at: point): void {
        const row = list.itemAt(at.x, at.y - list.y + list.contentY) as MessageRow;
        if (row)
            menu.show(row, at.x, at.y);
    }

    // A message without words is what is in it.
    function copy(row: MessageRow): void {
        if (!(row as PersonRow)?.bare)
            view.actions.copy(row.messageId, false);
        else if (view.files.only(row.messageId) === "picture")
            view.files.copy(row.messageId, 0);
    }

    function command(event: KeyEvent): void {
        const row = list.currentItem as MessageRow;
        if (!row)
            return;
        if (event.matches(StandardKey.Copy))
            view.copy(row);
        else if (event.key === Qt.Key_R && event.modifiers === Qt.NoModifier)
            view.composer.replyTo(row.messageId);
        else if (event.key === Qt.Key_Return || event.key === Qt.Key_Enter || event.key === Qt.Key_Menu)
            menu.show(row, (width - column) / 2 + row.gutter, list.y + row.y - list.contentY + row.height);
        else if (event.key === Qt.Key_End)
            view.timeline.jumpToLatest();
        else if (event.key === Qt.Key_PageUp || event.key === Qt.Key_PageDown)
            list.step(event.key === Qt.Key_PageUp ? 8 : -8);
        else
            return;
        event.accepted = true;
    }

    RoomBanner {
        id: notes

        width: parent.width
        timeline: view.timeline
        column: view.column
    }

    // In a small window with large text even an empty room has more to say than fits.
    Flickable {
        id: nothing

        anchors.fill: parent
        anchors.bottomMargin: typing.height
        visible: list.count === 0 && !["none", "loading"].includes(note.situation)
        contentWidth: width
        contentHeight: Math.max(height, note.implicitHeight + 2 * Theme.spaceM)
        interactive: contentHeight > height
        boundsBehavior: Flickable.StopAtBounds
        clip: true
        T.ScrollBar.vertical: ScrollBar {}

        RoomNote {
            id: note

            anchors.centerIn: parent
            timeline: view.timeline
            inviting: view.inviting
            roomy: nothing.height >= 4 * Theme.avatarLarge
            onInviteAsked: view.inviteAsked()
            onJoinAsked: view.joinAsked("")
            onActionFocused: nothing.contentY = nothing.contentHeight - nothing.height
        }
    }

    TypingLine {
        id: typing

        anchors.bottom: parent.bottom
        anchors.horizontalCenter: parent.horizontalCenter
        width: view.column
        words: view.timeline.typing
    }

    Button {
        id: pill

        objectName: "newestButton"

        readonly property int fresh: view.timeline.fresh

        anchors {
            horizontalCenter: parent.horizontalCenter
            bottom: typing.top
            bottomMargin: Theme.spaceS
        }
        visible: opacity > 0
        opacity: fresh > 0 || !view.atEnd ? 1 : 0
        compact: true
        kind: fresh > 0 ? Button.Primary : Button.Secondary
        glyph: "arrow-down"
        text: fresh > 0 ? qsTr("%n new message(s)", "", fresh) : qsTr("Newest")
        onClicked: view.timeline.jumpToLatest()

        Behavior on opacity {
            NumberAnimation {
                duration: Theme.quick
                easing.type: Theme.easing
            }
        }
    }

    // Made when it is first wanted, as what else is hardly ever seen.
    Loader {
        id: menu

        active: false
        sourceComponent: MessageMenu {
            actions: view.actions
            composer: view.composer
            files: view.files
            onPictureAsked: (messageId, number) => desk.look(messageId, number)
            onSaveAsked: (messageId, number) => desk.save(messageId, number)
            onRemovalAsked: messageId => desk.confirmRemoval(messageId)
        }

        function show(target: MessageRow, x: real, y: real): void {
            active = true;
            const made = item as MessageMenu;
            made.row = target;
            made.asks = view.actions.asks(target.messageId);
            made.file = view.files.only(target.messageId);
            made.popup(view, x, y);
        }
    }

    FileDesk {
        id: desk

        files: view.files
        onLeaving: list.forceActiveFocus(Qt.OtherFocusReason)
    }

    Loader {
        id: link

        active: false
        sourceComponent: LinkDialog {
            actions: view.actions
        }

        function ask(href: string, host: string): void {
            active = true;
            (item as LinkDialog).ask(href, host);
        }
    }

    Loader {
        id: receipt

        active: false
        sourceComponent: ReceiptSheet {
            actions: view.actions
        }

        function show(messageId: string): void {
            active = true;
            (item as ReceiptSheet).show(messageId);
        }
    }
}
