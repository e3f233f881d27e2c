pragma ComponentBehavior: Bound
import QtQuick
import Causerie.Theme
import Causerie.Controls
import Causerie.Views

// At the bottom of the list: the newest notice about no conversation, and how many more there are.
Item {
    id: area

    required property Notices notices
    property bool collapsed: false
    readonly property int count: notices.general.count
    // Whether the newest one is longer than there is room for.
    property bool cut: false

    signal listRequested
    signal dismissed

    visible: count > 0
    implicitHeight: collapsed ? sign.height + 2 * Theme.spaceS : column.height + Theme.spaceM

    IconButton {
        id: sign

        objectName: "noticesSign"
        anchors.centerIn: parent
        visible: area.collapsed
        glyph: "bell"
        text: qsTr("Notices (%1)").arg(area.count)
        ink: Theme.warning
        inkHovered: Theme.warning
        onClicked: area.listRequested()
    }

    Column {
        id: column

        x: Theme.spaceM
        width: parent.width - 2 * Theme.spaceM
        visible: !area.collapsed
        spacing: Theme.spaceXs

        Repeater {
            model: area.notices.general

            NoticeCard {
                required property int index

                width: column.width
                dated: false
                lines: 6
                visible: index === 0
                onCutChanged: if (index === 0)
                    area.cut = cut
                onVisibleChanged: if (visible)
                    area.cut = cut
                onActed: area.notices.act(key)
                onDismissed: {
                    area.notices.dismiss(key);
                    area.dismissed();
                }
            }
        }

        Button {
            objectName: "moreNoticesButton"
            width: column.width
            visible: area.count > 1 || area.cut
            compact: true
            kind: Button.Quiet
            text: area.count > 1 ? qsTr("All notices (%1)").arg(area.count) : qsTr("Read it all")
            onClicked: area.listRequested()
        }
    }
}
