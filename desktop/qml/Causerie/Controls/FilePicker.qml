import QtCore
import QtQuick
import QtQuick.Dialogs

// The system's dialog, open for as long as it lives.
FileDialog {
    id: picker

    required property FileAsker asker

    title: asker.title
    fileMode: asker.saving ? FileDialog.SaveFile : FileDialog.OpenFiles
    onAccepted: {
        asker.folder = currentFolder;
        Qt.callLater(asker.take, selectedFiles);
    }
    onRejected: Qt.callLater(asker.close)
    Component.onCompleted: {
        if (asker.saving)
            selectedFile = asker.place;
        else
            currentFolder = asker.folder.toString() !== "" ? asker.folder : StandardPaths.writableLocation(StandardPaths.HomeLocation);
    }
}
