pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Causerie.Controls
import Causerie.Theme
import Causerie.Views

// The files that go with the next message: two lines of them at most, then they scroll.
Flickable {
    id: flick

    required property Tray tray

    // The keyboard is on a chip that goes: somebody else takes it.
    signal leaving

    readonly property real line: Theme.chipSide + 2 * Theme.spaceXs + Theme.spaceS
    // The beginning of the next line shows that there is more; a small window keeps its room for the conversation.
    readonly property real most: Math.max(1.3 * line, Math.min(2.3 * line, 0.2 * (Window.window?.height ?? 0)))

    objectName: "fileTray"
    implicitHeight: Math.min(flow.implicitHeight, most) + 2 * Theme.focusWidth
    contentWidth: width
    contentHeight: flow.implicitHeight + 2 * Theme.focusWidth
    boundsBehavior: Flickable.StopAtBounds
    clip: true
    T.ScrollBar.vertical: ScrollBar {}
    Accessible.role: Accessible.List
    Accessible.name: qsTr("Files to send")

    FollowFocus {
        view: flick
    }

    Flow {
        id: flow

        y: Theme.focusWidth
        width: flick.width - Theme.spaceS
        spacing: Theme.spaceS

        Repeater {
            model: flick.tray

            FileChip {
                onRemoved: {
                    flick.leaving();
                    flick.tray.remove(index);
                }
            }
        }
    }
}
