pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Causerie.Desktop
import Causerie.Theme
import Causerie.Controls
import Causerie.Views

// What stands in the window before the first conversation.
FocusScope {
    id: page

    required property Joining joining
    required property Session session

    signal newGroupRequested
    signal joinRequested

    Component.onCompleted: joining.look(Clipboard.text())

    Flickable {
        id: flick

        anchors.fill: parent
        contentWidth: width
        contentHeight: Math.max(height, empty.implicitHeight + 2 * Theme.spaceXl)
        boundsBehavior: Flickable.StopAtBounds
        T.ScrollBar.vertical: ScrollBar {}

        EmptyState {
            id: empty

            anchors.centerIn: parent
            glyph: "messages-square"
            title: qsTr("Hello %1").arg(page.session.name)
            text: qsTr("Start a conversation, or join one you were invited to.")

            Banner {
                objectName: "clipboardBanner"
                Layout.fillWidth: true
                text: page.joining.offered !== "" ? qsTr("There is an invite code on the clipboard.") : ""
                glyph: "clipboard-paste"

                Button {
                    objectName: "joinClipboardButton"
                    compact: true
                    text: qsTr("Use it")
                    onClicked: {
                        page.joining.setCode(page.joining.offered);
                        page.joinRequested();
                    }
                }
            }

            Choice {
                objectName: "newGroupChoice"
                Layout.fillWidth: true
                focus: true
                glyph: "users"
                text: qsTr("New group")
                detail: qsTr("Give it a name, then send people a code.")
                onClicked: page.newGroupRequested()
            }

            Choice {
                objectName: "joinChoice"
                Layout.fillWidth: true
                glyph: "ticket"
                text: qsTr("Paste an invite code")
                detail: qsTr("Somebody sent you a code or a link.")
                onClicked: page.joinRequested()
            }
        }
    }
}
