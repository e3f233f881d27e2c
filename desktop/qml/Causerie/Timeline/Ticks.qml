import QtQuick
import Causerie.Controls
import Causerie.Theme

// How far a message of ours got: saved here, on some of the others' devices, on all of them.
Item {
    id: ticks

    required property string reach
    required property string sentence

    implicitWidth: mark.width
    implicitHeight: mark.height
    visible: reach !== ""

    Icon {
        id: mark

        name: ticks.reach === "" ? "" : ticks.reach === "sent" ? "check" : "check-check"
        size: Theme.iconSmall
        color: ticks.reach === "all" ? Theme.accent : Theme.dim
    }

    HoverHandler {
        id: hover
    }

    Tooltip {
        shown: hover.hovered
        text: ticks.sentence
    }
}
