import QtQuick

// Asks for files to open, or for where to save one, in the system's own dialog. That is loaded when first wanted.
Loader {
    id: asker

    required property string title
    property bool saving: false
    property url place
    // Where the last ones were found.
    property url folder

    signal chosen(list<url> files)

    function ask(): void {
        setSource("FilePicker.qml", {
            "asker": asker,
            "visible": true
        });
    }

    function take(files: list<url>): void {
        source = "";
        chosen(files);
    }

    function close(): void {
        source = "";
    }

    visible: false
}
