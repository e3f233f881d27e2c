import QtQuick
import Causerie.Theme

// The app's own sign: two bubbles, one of them the assistant's.
Image {
    id: mark

    property real size: Theme.avatarLarge

    width: size
    height: size
    source: "image://icon/app/ffffff"
    sourceSize: Qt.size(Math.round(size * Screen.devicePixelRatio), Math.round(size * Screen.devicePixelRatio))
    Accessible.ignored: true
}
