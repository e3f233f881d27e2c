import QtQuick
import Causerie.Controls
import Causerie.Views

// Everything one can do with a message.
Menu {
    id: menu

    required property MessageActions actions
    required property Composer composer
    property MessageRow row

    readonly property string messageId: row?.messageId ?? ""
    property bool asks: false
    readonly property string status: (row as AnswerRow)?.status ?? ""

    MenuItem {
        glyph: "reply"
        text: qsTr("Reply")
        enabled: !(menu.row?.deleted ?? true)
        onTriggered: menu.composer.replyTo(menu.messageId)
    }

    MenuItem {
        glyph: "copy"
        text: qsTr("Copy text")
        onTriggered: menu.actions.copy(menu.messageId, false)
    }

    MenuItem {
        glyph: "code"
        text: qsTr("Copy as Markdown")
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
