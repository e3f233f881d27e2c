pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Causerie.Theme
import Causerie.Controls
import Causerie.Views

// In the settings: how much room files take, how much they may, and pictures that come by themselves.
ColumnLayout {
    id: section

    required property FileSettings files

    objectName: "filesSection"
    spacing: Theme.spaceM

    Label {
        Layout.fillWidth: true
        text: qsTr("Files and pictures")
        font.weight: Theme.weightStrong
        Accessible.role: Accessible.Heading
    }

    Switch {
        objectName: "picturesSwitch"
        Layout.fillWidth: true
        text: qsTr("Download pictures up to 5 MB by themselves")
        checked: section.files.pictures
        onToggled: section.files.setPictures(checked)
    }

    Field {
        Layout.fillWidth: true
        label: qsTr("Room for files on this device")
        help: section.files.usage
        error: section.files.error

        SegmentedPills {
            objectName: "quotaPills"
            Layout.fillWidth: true
            name: qsTr("Room for files on this device")
            options: section.files.names
            keys: section.files.quotas
            current: section.files.quota
            onChosen: key => section.files.choose(key)
        }

        ProgressLine {
            Layout.fillWidth: true
            share: section.files.share
            name: section.files.usage
        }
    }

    Connections {
        target: section.files

        function onQuestionAsked(quota: string, text: string): void {
            smaller.active = true;
            const dialog = smaller.item as Smaller;
            dialog.quota = quota;
            dialog.text = text;
            dialog.open();
        }
    }

    Loader {
        id: smaller

        // What it loads floats above everything; among the rows it takes no room.
        visible: false
        active: false
        sourceComponent: Smaller {
            onConfirmed: section.files.setQuota(quota)
        }
    }

    component Smaller: ConfirmDialog {
        property string quota

        title: qsTr("Remove files from this device?")
        yes: qsTr("Remove files")
    }
}
