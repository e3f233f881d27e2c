import QtQuick
import Causerie.Controls
import Causerie.Theme

// How far a message of ours got: saved here, on some of the others' devices, on all of them.
Icon {
    id: ticks

    required property string reach
    required property string sentence

    name: reach === "sent" ? "check" : "check-check"
    size: Theme.iconSmall
    color: reach === "all" ? Theme.accent : Theme.dim

    Hint {
        words: ticks.sentence
    }
}
