pragma ComponentBehavior: Bound
import QtQuick
import Causerie.Theme

// One of a few: `options` are their names, `keys` what they stand for. Arrow keys move the choice.
Flow {
    id: segments

    required property string name
    property list<string> options
    property list<string> keys
    property string current
    property bool assistant: false

    signal chosen(string key)

    spacing: Theme.spaceXs + Theme.focusWidth
    Accessible.role: Accessible.Grouping
    Accessible.name: name

    function shift(from: int, step: int): void {
        const next = (from + step + keys.length) % keys.length;
        (repeater.itemAt(next) as Pill).forceActiveFocus(Qt.TabFocusReason);
        chosen(keys[next]);
    }

    Repeater {
        id: repeater

        model: segments.keys.length

        Pill {
            required property int index

            radio: true
            assistant: segments.assistant
            text: segments.options[index]
            checked: segments.keys[index] === segments.current
            onClicked: segments.chosen(segments.keys[index])
            Keys.onLeftPressed: segments.shift(index, -1)
            Keys.onRightPressed: segments.shift(index, 1)
        }
    }
}
