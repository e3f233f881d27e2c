pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Causerie.Theme

T.Menu {
    id: menu

    implicitWidth: Math.max(Theme.dialogWidth / 2, contentWidth + leftPadding + rightPadding)
    implicitHeight: implicitContentHeight + topPadding + bottomPadding
    padding: Theme.spaceXs + Theme.focusWidth
    margins: Theme.spaceS
    overlap: 1

    contentItem: ListView {
        implicitHeight: contentHeight
        model: menu.contentModel
        interactive: contentHeight > height
        currentIndex: menu.currentIndex
        clip: true
    }

    background: Rectangle {
        radius: Theme.radiusCard
        color: Theme.panel
        border.width: Theme.hairline
        border.color: Theme.edge
    }

    enter: Transition {
        NumberAnimation {
            property: "opacity"
            from: 0
            to: 1
            duration: Theme.quick
        }
    }
}
