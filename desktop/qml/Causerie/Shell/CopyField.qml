pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Causerie.Desktop
import Causerie.Theme
import Causerie.Controls

// A text to copy, with a button that says when it did.
RowLayout {
    id: field

    required property string name
    required property string value
    property bool monospaced: true
    property bool primary: false

    spacing: Theme.spaceS

    function copy(): void {
        Clipboard.copy(field.value);
        button.copied = true;
        timer.restart();
    }

    TextField {
        objectName: "copyText"
        Layout.fillWidth: true
        name: field.name
        text: field.value
        readOnly: true
        font.family: field.monospaced ? Theme.mono : Theme.sans
        font.pixelSize: Theme.textLabel
        onActiveFocusChanged: {
            if (activeFocus)
                selectAll();
        }
        onTextChanged: cursorPosition = 0
    }

    Button {
        id: button

        property bool copied: false

        objectName: "copyButton"
        Layout.minimumWidth: Theme.copyWidth
        kind: field.primary ? Button.Primary : Button.Secondary
        enabled: field.value !== ""
        glyph: copied ? "check" : "copy"
        text: copied ? qsTr("Copied") : qsTr("Copy")
        Accessible.name: copied ? qsTr("Copied") : qsTr("Copy %1").arg(field.name)
        onClicked: field.copy()

        Timer {
            id: timer

            interval: Theme.feedback
            onTriggered: button.copied = false
        }
    }
}
