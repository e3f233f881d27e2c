import QtQuick
import Causerie.Controls
import Causerie.Views

// Everything one can do with a message.
Menu {
    id: menu

    required property MessageActions actions
    required property Composer composer
    required property Files files
    property MessageRow row

    readonly property string messageId: row?.messageId ?? ""
    property bool asks: false
    // How the only file of the message stands: "ready", and so on; empty where there is none, or several.
    property string file
    readonly property bool picture: file === "picture"
    readonly property bool bare: (row as PersonRow)?.bare ?? false
    readonly property bool here: picture || file === "ready"

    signal pictureAsked(string messageId, int number)
    signal saveAsked(string messageId, int number)
    signal removalAsked(string messageId)
    readonly property string status: (row as AnswerRow)?.status ?? ""

    MenuItem {
        glyph: "reply"
        text: qsTr("Reply")
        enabled: !(menu.row?.deleted ?? true)
        onTriggered: menu.composer.replyTo(menu.messageId)
    }

    MenuItem {
        objectName: "lookItem"
        glyph: "image"
        text: qsTr("Look at picture")
        visible: menu.picture
        onTriggered: menu.pictureAsked(menu.messageId, 0)
    }

    MenuItem {
        objectName: "saveItem"
        glyph: "save"
        text: qsTr("Save file as…")
        visible: menu.here
        onTriggered: menu.saveAsked(menu.messageId, 0)
    }

    MenuItem {
        objectName: "copyPictureItem"
        glyph: "images"
        text: qsTr("Copy picture")
        visible: menu.picture
        onTriggered: menu.files.copy(menu.messageId, 0)
    }

    MenuItem {
        objectName: "fetchItem"
        glyph: "download"
        text: qsTr("Download file")
        visible: ["absent", "paused", "damaged"].includes(menu.file)
        onTriggered: menu.files.fetch(menu.messageId, 0)
    }

    MenuItem {
        objectName: "pauseItem"
        glyph: "pause"
        text: qsTr("Pause download")
        visible: menu.file === "fetching"
        onTriggered: menu.files.pause(menu.messageId, 0)
    }

    MenuItem {
        objectName: "dropItem"
        glyph: "trash-2"
        text: menu.here ? qsTr("Remove file from this device…") : qsTr("Cancel download")
        visible: menu.here || ["waiting", "fetching", "paused"].includes(menu.file)
        onTriggered: {
            if (menu.here)
                menu.removalAsked(menu.messageId);
            else
                menu.files.cancel(menu.messageId, 0);
        }
    }

    MenuItem {
        glyph: "copy"
        text: qsTr("Copy text")
        visible: !menu.bare
        onTriggered: menu.actions.copy(menu.messageId, false)
    }

    MenuItem {
        glyph: "code"
        text: qsTr("Copy as Markdown")
        visible: !menu.bare
        onTriggered: menu.actions.copy(menu.messageId, true)
    }

    MenuItem {
        glyph: "receipt-text"
        text: qsTr("What left the room")
        visible: menu.row?.receipted ?? false
        onTriggered: menu.row?.receiptAsked(menu.messageId)
    }

    MenuItem {
        glyph: "rotate-cw"
        text: qsTr("Try again")
        visible: menu.status !== "" && menu.status !== "streaming"
        onTriggered: menu.actions.retry(menu.messageId)
    }

    MenuItem {
        glyph: "rotate-cw"
        text: qsTr("Ask again")
        visible: menu.asks
        onTriggered: menu.actions.retry(menu.messageId)
    }

    MenuItem {
        glyph: "square"
        text: qsTr("Stop")
        visible: menu.status === "streaming"
        onTriggered: menu.actions.stop(menu.messageId)
    }
}
