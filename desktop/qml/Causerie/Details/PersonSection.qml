pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Causerie.Theme
import Causerie.Controls
import Causerie.Views

// The other one in a conversation of two, and what can be done about them.
Section {
    id: section

    required property Company company
    readonly property Partner partner: company.partner
    readonly property bool here: partner.key !== ""

    Avatar {
        Layout.alignment: Qt.AlignHCenter
        initial: section.partner.initial
        hue: section.partner.hue
        size: Theme.avatarLarge
        online: section.partner.online && !section.partner.blocked
        ground: Theme.panel
        opacity: section.partner.blocked ? 0.5 : 1
    }

    Label {
        Layout.fillWidth: true
        text: section.partner.name
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.Wrap
        maximumLineCount: 3
        elide: Text.ElideRight
        font.pixelSize: Theme.textLead
        font.weight: Theme.weightStrong
        Accessible.role: Accessible.Heading
    }

    Label {
        Layout.fillWidth: true
        Layout.topMargin: -Theme.spaceS
        visible: text !== ""
        text: section.partner.line
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.Wrap
        color: section.partner.online && !section.partner.blocked ? Theme.accent : Theme.dim
        font.pixelSize: Theme.textSmall
    }

    RowLayout {
        Layout.alignment: Qt.AlignHCenter
        visible: section.partner.verified
        spacing: Theme.spaceXs

        Icon {
            name: "shield-check"
            size: Theme.iconSmall
            color: Theme.accent
        }

        Label {
            text: qsTr("Verified")
            color: Theme.accent
            font.pixelSize: Theme.textSmall
        }
    }

    Button {
        objectName: "verifyButton"
        Layout.fillWidth: true
        Layout.topMargin: Theme.spaceS
        visible: section.here
        glyph: "shield-check"
        text: qsTr("Verify safety number")
        onClicked: section.company.safety.show(section.partner.key)
    }

    Button {
        objectName: "blockButton"
        Layout.fillWidth: true
        visible: section.here && !section.partner.blocked
        kind: Button.Danger
        glyph: "ban"
        text: qsTr("Block")
        onClicked: section.company.actions.askBlock(section.partner.key)
    }

    Button {
        objectName: "unblockButton"
        Layout.fillWidth: true
        visible: section.here && section.partner.blocked
        glyph: "eye"
        text: qsTr("Unblock")
        onClicked: section.company.actions.unblock(section.partner.key)
    }

    Button {
        objectName: "deleteButton"
        Layout.fillWidth: true
        kind: Button.Danger
        glyph: "trash-2"
        text: qsTr("Delete conversation")
        onClicked: section.company.partings.askDelete()
    }
}
