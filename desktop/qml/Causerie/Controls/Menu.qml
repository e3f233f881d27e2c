pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Causerie.Theme

T.Menu {
    id: menu

    // The widest item's: none is cut, whatever the language and the size of text.
    readonly property real widest: {
        let width = 0;
        for (let index = 0; index < count; index++)
            width = Math.max(width, itemAt(index)?.implicitWidth ?? 0);
        return width;
    }

    implicitWidth: Math.max(Theme.dialogWidth / 2, widest + leftPadding + rightPadding)
    implicitHeight: implicitContentHeight + topPadding + bottomPadding
    padding: Theme.spaceXs + Theme.focusWidth
    margins: Theme.spaceS
    overlap: 1
    z: Theme.layerMenu

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
