pragma ComponentBehavior: Bound
import QtQuick
import Causerie.Theme

// An outline icon of resources/icons, in any colour; drawn when it is first seen.
Image {
    id: icon

    required property string name
    property color color: Theme.text
    property real size: Theme.iconSize

    width: size
    height: size
    source: name === "" || !visible ? "" : `image://icon/${name}/${color.toString().slice(1)}`
    sourceSize: Qt.size(Math.round(size * Screen.devicePixelRatio), Math.round(size * Screen.devicePixelRatio))
    Accessible.ignored: true
}
