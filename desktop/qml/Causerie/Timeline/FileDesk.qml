pragma ComponentBehavior: Bound
import QtQuick
import Causerie.Controls
import Causerie.Views

// What opens over the conversation for its files: the viewer of pictures, where to save, whether to remove.
Item {
    id: desk

    required property Files files

    // Something that had the keyboard is gone.
    signal leaving

    visible: false

    function save(messageId: string, number: int): void {
        saver.messageId = messageId;
        saver.number = number;
        saver.place = files.place(messageId, number);
        saver.ask();
    }

    function look(messageId: string, number: int): void {
        viewer.active = true;
        (viewer.item as PictureViewer).show(messageId, number);
    }

    function confirmRemoval(messageId: string): void {
        removal.active = true;
        const dialog = removal.item as Removal;
        dialog.messageId = messageId;
        dialog.open();
    }

    FileAsker {
        id: saver

        property string messageId
        property int number: 0

        title: qsTr("Save as")
        saving: true
        onChosen: chosen => desk.files.save(messageId, number, chosen[0])
    }

    Loader {
        id: viewer

        active: false
        sourceComponent: PictureViewer {
            files: desk.files
            onSaveAsked: (messageId, number) => desk.save(messageId, number)
            onClosed: desk.leaving()
        }
    }

    Loader {
        id: removal

        active: false
        sourceComponent: Removal {
            onConfirmed: desk.files.cancel(messageId, 0)
            onClosed: desk.leaving()
        }
    }

    component Removal: ConfirmDialog {
        property string messageId

        title: qsTr("Remove this file from this device?")
        text: qsTr("Its message stays. The file can be downloaded again as long as somebody in the conversation has it and is here; if nobody does, it is gone.")
        yes: qsTr("Remove file")
    }
}
