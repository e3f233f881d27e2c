pragma ComponentBehavior: Bound
import QtQuick
import Causerie.Desktop
import Causerie.Theme

// Copies a text, and says so for a moment.
Button {
    id: button

    required property string label
    required property string value
    property bool copied: false

    enabled: value !== ""
    glyph: copied ? "check" : "copy"
    text: copied ? qsTr("Copied") : label
    onClicked: {
        Clipboard.copy(value);
        copied = true;
        timer.restart();
    }

    Timer {
        id: timer

        interval: Theme.feedback
        onTriggered: button.copied = false
    }
}
