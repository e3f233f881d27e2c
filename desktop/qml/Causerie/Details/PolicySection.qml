pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Causerie.Theme
import Causerie.Controls
import Causerie.Views

// What the group has settled about itself. Whoever may change it does so here, at once, and can take it back.
Section {
    id: section

    required property Policies policies

    objectName: "policySection"
    title: qsTr("Who can do what")

    Rule {
        field: "history"
        label: qsTr("Newcomers can read")
        options: [qsTr("Everything"), qsTr("Only what follows")]
        keys: ["all", "joining"]
        current: section.policies.history
        meanings: [qsTr("Whoever joins receives what was said before, too."), qsTr("Whoever joins receives only what is said from then on.")]
    }

    Rule {
        field: "invite"
        label: qsTr("People are invited by")
        options: [qsTr("Everybody"), qsTr("Admins")]
        keys: ["members", "admins"]
        current: section.policies.invite
    }

    Rule {
        field: "settings"
        label: qsTr("Name, description and assistant are changed by")
        options: [qsTr("Everybody"), qsTr("Admins")]
        keys: ["members", "admins"]
        current: section.policies.settings
    }

    Label {
        Layout.fillWidth: true
        visible: !section.policies.editable
        text: qsTr("The owner and the admins can change this.")
        wrapMode: Text.Wrap
        color: Theme.dim
        font.pixelSize: Theme.textSmall
    }

    component Rule: Field {
        id: rule

        required property string field
        required property list<string> options
        required property list<string> keys
        required property string current
        property list<string> meanings
        readonly property int place: keys.indexOf(current)

        Layout.fillWidth: true
        help: meanings[place] ?? ""
        error: section.policies.errorField === field ? section.policies.error : ""

        SegmentedPills {
            objectName: `${rule.field}Pills`
            Layout.fillWidth: true
            visible: section.policies.editable
            name: rule.label
            options: rule.options
            keys: rule.keys
            current: rule.current
            onChosen: key => section.policies.choose(rule.field, key)
        }

        Label {
            objectName: `${rule.field}Words`
            Layout.fillWidth: true
            visible: !section.policies.editable
            text: rule.options[rule.place] ?? ""
            wrapMode: Text.Wrap
        }

        RowLayout {
            Layout.fillWidth: true
            visible: section.policies.undoField === rule.field
            spacing: Theme.spaceXs

            Icon {
                name: "check"
                size: Theme.iconSmall
                color: Theme.accent
            }

            Label {
                text: qsTr("Changed.")
                font.pixelSize: Theme.textSmall
                Accessible.role: Accessible.AlertMessage
            }

            Button {
                objectName: `${rule.field}Undo`
                compact: true
                kind: Button.Quiet
                text: qsTr("Undo")
                Accessible.description: rule.label
                onClicked: section.policies.undo()
            }

            Item {
                Layout.fillWidth: true
            }
        }
    }
}
