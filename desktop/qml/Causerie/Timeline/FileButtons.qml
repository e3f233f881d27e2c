pragma ComponentBehavior: Bound
import QtQuick
import Causerie.Controls
import Causerie.Theme

// What can be done with a file as it stands. `name` goes into the buttons' names: several files have the same ones.
// What goes on with it stays at the right end: whoever clicks Download twice would cancel it otherwise.
Row {
    id: buttons

    required property string name
    required property string standing
    property bool savable: true
    property color ink: Theme.dim

    signal fetched
    signal paused
    signal cancelled
    signal saved

    // What was pressed with the keyboard makes room for another button: that one has the keyboard then.
    property bool pressed: false

    layoutDirection: Qt.RightToLeft

    function pass(): void {
        for (const child of children) {
            const button = child as Act;
            if (button?.visible) {
                button.forceActiveFocus(Qt.TabFocusReason);
                return;
            }
        }
    }

    onStandingChanged: {
        if (pressed)
            Qt.callLater(pass);
        pressed = false;
    }

    component Act: IconButton {
        glyphSize: Theme.iconSmall
        side: Theme.pillHeight
        ink: buttons.ink
        onClicked: buttons.pressed = visualFocus
    }

    Act {
        objectName: "fetchFileButton"
        visible: ["absent", "paused", "damaged"].includes(buttons.standing)
        glyph: ({
                "absent": "download",
                "paused": "play"
            })[buttons.standing] ?? "rotate-cw"
        text: {
            if (buttons.standing === "absent")
                return qsTr("Download %1").arg(buttons.name);
            return buttons.standing === "paused" ? qsTr("Go on with %1").arg(buttons.name) : qsTr("Try %1 again").arg(buttons.name);
        }
        onClicked: buttons.fetched()
    }

    Act {
        objectName: "pauseFileButton"
        visible: buttons.standing === "fetching"
        glyph: "pause"
        text: qsTr("Pause %1").arg(buttons.name)
        onClicked: buttons.paused()
    }

    Act {
        objectName: "cancelFileButton"
        visible: ["waiting", "fetching", "paused"].includes(buttons.standing)
        glyph: "x"
        text: qsTr("Cancel %1").arg(buttons.name)
        onClicked: buttons.cancelled()
    }

    Act {
        objectName: "saveFileButton"
        visible: buttons.savable && buttons.standing === "ready"
        glyph: "save"
        text: qsTr("Save %1 as…").arg(buttons.name)
        onClicked: buttons.saved()
    }
}
