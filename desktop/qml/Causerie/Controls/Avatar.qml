import QtQuick
import Causerie.Theme

// A person (circle), a group (rounded square) or the assistant (violet glyph).
Rectangle {
    id: avatar

    property string initial
    property real hue: 0
    property bool square: false
    property bool assistant: false
    property bool online: false
    property color ground: Theme.sidebar
    property real size: Theme.avatarMedium

    implicitWidth: size
    implicitHeight: size
    width: size
    height: size
    radius: square || assistant ? size * 0.28 : size / 2
    color: assistant ? Theme.assistantSoft : Theme.avatarFill(hue)
    Accessible.ignored: true

    Text {
        anchors.centerIn: parent
        visible: !avatar.assistant
        text: avatar.initial
        textFormat: Text.PlainText
        color: Theme.avatarInk(avatar.hue)
        font.family: Theme.sans
        font.weight: Theme.weightStrong
        font.pixelSize: Math.round(avatar.size * 0.42)
        Accessible.ignored: true
    }

    Icon {
        anchors.centerIn: parent
        visible: avatar.assistant
        name: avatar.assistant ? "assistant" : ""
        color: Theme.assistant
        size: Math.round(avatar.size * 0.56)
    }

    Rectangle {
        visible: avatar.online
        anchors {
            right: parent.right
            bottom: parent.bottom
            margins: -Theme.focusWidth
        }
        width: Theme.dot + 2 * Theme.focusWidth
        height: width
        radius: width / 2
        color: Theme.accent
        border.width: Theme.focusWidth
        border.color: avatar.ground
    }
}
