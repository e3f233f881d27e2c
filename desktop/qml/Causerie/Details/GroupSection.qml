pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Causerie.Theme
import Causerie.Controls
import Causerie.Views

// What the group is called and about, and the way out of it.
Section {
    id: section

    required property GroupProfile profile
    required property Partings partings

    function finishEditing(): void {
        if (profile.editable)
            profile.describe(about.text);
    }

    title: qsTr("Group")

    Field {
        Layout.fillWidth: true
        label: qsTr("Name")
        error: section.profile.errorField === "name" ? section.profile.error : ""

        TextField {
            id: groupName

            objectName: "groupNameEdit"
            Layout.fillWidth: true
            name: qsTr("Name of the group")
            readOnly: !section.profile.editable
            failed: section.profile.errorField === "name"
            onEditingFinished: section.profile.rename(text)

            Binding {
                target: groupName
                property: "text"
                value: section.profile.name
                when: !groupName.activeFocus && section.profile.held !== "name"
                restoreMode: Binding.RestoreNone
            }
        }
    }

    Field {
        Layout.fillWidth: true
        visible: section.profile.editable || section.profile.description !== ""
        label: qsTr("Description")
        error: section.profile.errorField === "description" ? section.profile.error : ""

        TextArea {
            id: about

            objectName: "descriptionArea"
            Layout.fillWidth: true
            minimumLines: 2
            name: qsTr("Description of the group")
            placeholderText: qsTr("What this group is about. Everybody in it sees this.")
            readOnly: !section.profile.editable
            failed: section.profile.errorField === "description"
            editor.onEditingFinished: section.profile.describe(text)

            Binding {
                target: about
                property: "text"
                value: section.profile.description
                when: !about.activeFocus && section.profile.held !== "description"
                restoreMode: Binding.RestoreNone
            }
        }
    }

    Label {
        Layout.fillWidth: true
        visible: !section.profile.editable
        text: qsTr("Only the owner and the admins can change this.")
        wrapMode: Text.Wrap
        color: Theme.dim
        font.pixelSize: Theme.textSmall
    }

    Button {
        objectName: "leaveButton"
        Layout.fillWidth: true
        kind: Button.Danger
        glyph: "log-out"
        text: qsTr("Leave group")
        onClicked: section.partings.askLeave()
    }
}
