pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Causerie.Theme
import Causerie.Controls
import Causerie.Views

// One's name, the model this device answers with, and how the window looks and speaks.
Dialog {
    id: dialog

    required property Session session
    required property Settings settings
    required property Hosting hosting
    required property Notices notices
    required property Devices devices
    required property BlockList blocked
    required property NetworkCheck network
    required property FileSettings files

    function showDevices(): void {
        seek(devicesSection);
    }

    function showNotices(): void {
        seek(noticesSection);
    }

    title: qsTr("Settings")
    initialFocus: nameField
    onAboutToShow: {
        nameField.text = session.name;
        hosting.look();
        devices.look();
        blocked.look();
        files.look();
    }
    onClosed: {
        session.rename(nameField.text);
        devices.leave();
    }

    Field {
        Layout.fillWidth: true
        label: qsTr("Your name")
        error: dialog.session.nameError

        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.spaceM

            Avatar {
                initial: dialog.session.initial
                hue: dialog.session.hue
            }

            TextField {
                id: nameField

                objectName: "settingsNameField"
                Layout.fillWidth: true
                name: qsTr("Your name")
                failed: dialog.session.nameError !== ""
                onEditingFinished: dialog.session.rename(text)
            }
        }
    }

    Hairline {}

    Label {
        Layout.fillWidth: true
        text: qsTr("Assistant on this device")
        font.weight: Theme.weightStrong
        Accessible.role: Accessible.Heading
    }

    AssistantChoice {
        id: choice

        Layout.fillWidth: true
        hosting: dialog.hosting
        offerNone: true
    }

    RowLayout {
        Layout.fillWidth: true
        spacing: Theme.spaceM

        Label {
            Layout.fillWidth: true
            text: dialog.hosting.statusLine
            wrapMode: Text.Wrap
            color: Theme.dim
            font.pixelSize: Theme.textSmall
        }

        Button {
            objectName: "saveHostButton"
            kind: Button.Primary
            text: qsTr("Save")
            busy: dialog.hosting.busy
            onClicked: dialog.hosting.save(choice.key)
        }
    }

    Connections {
        target: dialog.hosting

        function onSaved(): void {
            choice.forgetKey();
        }
    }

    Hairline {}

    Label {
        Layout.fillWidth: true
        text: qsTr("Window")
        font.weight: Theme.weightStrong
        Accessible.role: Accessible.Heading
    }

    Field {
        Layout.fillWidth: true
        label: qsTr("Appearance")

        SegmentedPills {
            objectName: "themePills"
            Layout.fillWidth: true
            name: qsTr("Appearance")
            options: [qsTr("As the system"), qsTr("Light"), qsTr("Dark")]
            keys: ["system", "light", "dark"]
            current: dialog.settings.theme
            onChosen: key => dialog.settings.setTheme(key)
        }
    }

    Field {
        Layout.fillWidth: true
        label: qsTr("Language")

        SegmentedPills {
            objectName: "languagePills"
            Layout.fillWidth: true
            name: qsTr("Language")
            options: [qsTr("As the system"), "English", "Français"]
            keys: ["", "en", "fr"]
            current: dialog.settings.language
            onChosen: key => dialog.settings.setLanguage(key)
        }
    }

    Field {
        Layout.fillWidth: true
        label: qsTr("Text size")

        SegmentedPills {
            objectName: "textSizePills"
            Layout.fillWidth: true
            name: qsTr("Text size")
            options: ["80 %", "90 %", "100 %", "115 %", "130 %", "150 %", "200 %"]
            keys: ["0.8", "0.9", "1", "1.15", "1.3", "1.5", "2"]
            current: String(dialog.settings.textScale)
            onChosen: key => dialog.settings.setTextScale(Number(key))
        }
    }

    Switch {
        objectName: "motionSwitch"
        Layout.fillWidth: true
        text: qsTr("Less motion")
        checked: dialog.settings.reducedMotion
        onToggled: dialog.settings.setReducedMotion(checked)
    }

    Hairline {}

    FilesSection {
        Layout.fillWidth: true
        files: dialog.files
    }

    Hairline {}

    DevicesSection {
        id: devicesSection

        Layout.fillWidth: true
        devices: dialog.devices
    }

    Hairline {}

    BlockedSection {
        Layout.fillWidth: true
        blocked: dialog.blocked
    }

    Hairline {}

    NetworkSection {
        Layout.fillWidth: true
        network: dialog.network
    }

    Hairline {}

    NoticesSection {
        id: noticesSection

        Layout.fillWidth: true
        notices: dialog.notices
        onActed: action => {
            if (action !== "devices")
                dialog.close();
        }
        onEmptied: dialog.contentItem.forceActiveFocus(Qt.OtherFocusReason)
    }
}
