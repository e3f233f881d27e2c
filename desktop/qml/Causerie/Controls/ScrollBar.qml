import QtQuick
import QtQuick.Templates as T
import Causerie.Theme

T.ScrollBar {
    id: bar

    implicitWidth: Theme.spaceS
    implicitHeight: Theme.spaceS
    padding: Theme.focusWidth
    minimumSize: 0.08
    visible: size < 1
    hoverEnabled: true
    Accessible.ignored: true

    contentItem: Rectangle {
        implicitWidth: Theme.spaceXs
        implicitHeight: Theme.spaceXs
        radius: width / 2
        color: bar.pressed || bar.hovered ? Theme.dim : Theme.edge
        opacity: bar.active || bar.hovered ? 1 : 0

        Behavior on opacity {
            NumberAnimation {
                duration: Theme.calm
            }
        }
    }
}
