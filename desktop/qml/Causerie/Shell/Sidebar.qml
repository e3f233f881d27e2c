pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Causerie.Theme
import Causerie.Controls
import Causerie.Views

// The conversations on the left; avatars only when the window is narrow.
Rectangle {
    id: sidebar

    required property Conversations conversations
    required property Session session
    required property Notices notices
    property bool collapsed: false

    signal newGroupRequested
    signal joinRequested
    signal settingsRequested
    signal noticesRequested
    signal opened
    signal searchRequested(string query)

    function findConversation(): void {
        if (!collapsed) {
            search.forceActiveFocus(Qt.ShortcutFocusReason);
            search.selectAll();
        }
    }

    implicitWidth: collapsed ? Theme.sidebarCollapsed : Theme.sidebarWidth
    color: Theme.sidebar
    Accessible.role: Accessible.Pane
    Accessible.name: qsTr("Conversations")

    ColumnLayout {
        anchors.fill: parent
        spacing: 0

        RowLayout {
            Layout.fillWidth: true
            Layout.preferredHeight: Theme.headerHeight
            Layout.leftMargin: sidebar.collapsed ? 0 : Theme.spaceXl
            Layout.rightMargin: sidebar.collapsed ? 0 : Theme.spaceXl - Theme.focusWidth
            spacing: 0

            Label {
                Layout.fillWidth: true
                visible: !sidebar.collapsed
                text: "Causerie"
                font.pixelSize: Theme.textTitle
                font.weight: Theme.weightStrong
                Accessible.role: Accessible.Heading
            }

            Item {
                Layout.fillWidth: true
                visible: sidebar.collapsed
            }

            IconButton {
                id: addButton

                objectName: "addButton"
                glyph: "plus"
                text: qsTr("New conversation")
                outlined: true
                ink: Theme.text
                onClicked: addMenu.popup(addButton, 0, addButton.height + Theme.spaceXs)

                Menu {
                    id: addMenu

                    MenuItem {
                        objectName: "newGroupItem"
                        glyph: "users"
                        text: qsTr("New group")
                        onTriggered: sidebar.newGroupRequested()
                    }

                    MenuItem {
                        objectName: "joinItem"
                        glyph: "ticket"
                        text: qsTr("Paste an invite code")
                        onTriggered: sidebar.joinRequested()
                    }
                }
            }

            Item {
                Layout.fillWidth: true
                visible: sidebar.collapsed
            }
        }

        TextField {
            id: search

            objectName: "searchField"
            Layout.fillWidth: true
            Layout.leftMargin: Theme.spaceM + Theme.focusWidth
            Layout.rightMargin: Theme.spaceM + Theme.focusWidth
            Layout.bottomMargin: Theme.spaceM
            visible: !sidebar.collapsed
            glyph: "search"
            placeholderText: qsTr("Search")
            name: qsTr("Search conversations")
            ground: Theme.well
            bordered: false
            rightPadding: hint.width + 2 * Theme.spaceM
            onTextEdited: sidebar.conversations.setFilter(text)
            onAccepted: {
                if (sidebar.conversations.count > 0) {
                    sidebar.conversations.select(0);
                    forget();
                    sidebar.opened();
                } else if (text.trim() !== "") {
                    seekMessages();
                }
            }
            Keys.onEscapePressed: {
                forget();
                list.forceActiveFocus();
            }
            Keys.onDownPressed: list.forceActiveFocus()

            function forget(): void {
                text = "";
                sidebar.conversations.setFilter("");
            }

            // Looked for among messages, it no longer hides conversations.
            function seekMessages(): void {
                const words = text;
                forget();
                sidebar.searchRequested(words);
            }

            Label {
                id: hint

                visible: search.text === ""
                anchors {
                    right: parent.right
                    rightMargin: Theme.spaceM
                    verticalCenter: parent.verticalCenter
                }
                text: "Ctrl K"
                color: Theme.dim
                font.pixelSize: Theme.textCaption
                Accessible.ignored: true
            }
        }

        ListView {
            id: list

            objectName: "conversationList"
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.leftMargin: Theme.spaceS + Theme.focusWidth
            Layout.rightMargin: Theme.spaceS + Theme.focusWidth
            topMargin: Theme.spaceXs
            bottomMargin: Theme.spaceM
            spacing: Theme.focusWidth
            clip: true
            activeFocusOnTab: true
            keyNavigationEnabled: false
            boundsBehavior: Flickable.StopAtBounds
            model: sidebar.conversations
            currentIndex: sidebar.conversations.selectedIndex
            Accessible.role: Accessible.List
            Accessible.name: qsTr("Conversations")
            T.ScrollBar.vertical: ScrollBar {}
            Keys.onUpPressed: sidebar.conversations.step(-1)
            Keys.onDownPressed: sidebar.conversations.step(1)
            Keys.onReturnPressed: sidebar.opened()

            delegate: ConversationRow {
                width: list.width
                collapsed: sidebar.collapsed
                selected: index === sidebar.conversations.selectedIndex
                onClicked: {
                    sidebar.conversations.select(index);
                    sidebar.opened();
                }
            }
        }

        Label {
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.margins: Theme.spaceXl
            visible: !sidebar.collapsed && sidebar.conversations.count === 0 && sidebar.conversations.filter !== ""
            text: qsTr("No conversation is called “%1”.").arg(sidebar.conversations.filter)
            wrapMode: Text.Wrap
            color: Theme.dim
            font.pixelSize: Theme.textLabel
        }

        Button {
            objectName: "searchMessagesButton"
            Layout.fillWidth: true
            Layout.margins: Theme.spaceM
            visible: !sidebar.collapsed && sidebar.conversations.filter !== ""
            kind: Button.Quiet
            glyph: "search"
            text: qsTr("Search messages for “%1”").arg(sidebar.conversations.filter)
            onClicked: search.seekMessages()
        }

        SidebarNotices {
            Layout.fillWidth: true
            notices: sidebar.notices
            collapsed: sidebar.collapsed
            onListRequested: sidebar.noticesRequested()
            onDismissed: Qt.callLater(list.forceActiveFocus)
        }

        MeCard {
            Layout.fillWidth: true
            session: sidebar.session
            collapsed: sidebar.collapsed
            onSettingsRequested: sidebar.settingsRequested()
        }
    }
}
