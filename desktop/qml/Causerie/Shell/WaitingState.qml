pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Causerie.Theme
import Causerie.Controls
import Causerie.Views

// A group that is being joined, could not be, or is no longer ours: what happened, and what helps.
Flickable {
    id: page

    required property GroupDetails details
    required property Joining joining
    readonly property bool waiting: details.standing === "joining"
    // Somebody was reached: now it is up to an admin, and no network helps.
    readonly property bool asked: details.approvalPending

    signal joinRequested

    contentWidth: width
    contentHeight: Math.max(height, column.implicitHeight + 2 * Theme.spaceXl)
    boundsBehavior: Flickable.StopAtBounds
    clip: true
    T.ScrollBar.vertical: ScrollBar {}

    ColumnLayout {
        id: column

        anchors.centerIn: parent
        width: Math.min(Theme.dialogWidth, page.width - 2 * Theme.spaceXl)
        spacing: Theme.spaceM

        Spinner {
            Layout.alignment: Qt.AlignHCenter
            visible: page.waiting && !page.asked
            running: visible
            Layout.bottomMargin: Theme.spaceS
            size: Theme.iconLarge
            color: Theme.accent
        }

        EmptyState {
            Layout.fillWidth: true
            glyph: page.asked ? "hand" : page.waiting ? "" : page.details.standing === "refused" ? "circle-alert" : "door-open"
            title: {
                switch (page.details.standing) {
                case "joining":
                    return page.asked ? qsTr("Waiting to be let in") : qsTr("Joining…");
                case "refused":
                    return qsTr("You could not join");
                case "removed":
                    return qsTr("You were removed from this group");
                default:
                    return qsTr("You left this group");
                }
            }
            text: [page.details.notice, page.details.wayOut].filter(part => part !== "").join(" ")
        }

        Rectangle {
            Layout.fillWidth: true
            visible: page.waiting
            implicitHeight: help.implicitHeight + 2 * Theme.spaceL
            radius: Theme.radiusCard
            color: Theme.panel
            border.width: Theme.hairline
            border.color: Theme.line

            ColumnLayout {
                id: help

                anchors {
                    left: parent.left
                    right: parent.right
                    top: parent.top
                    margins: Theme.spaceL
                }
                spacing: Theme.spaceM

                Label {
                    Layout.fillWidth: true
                    text: qsTr("What helps")
                    font.weight: Theme.weightStrong
                    Accessible.role: Accessible.Heading
                }

                Hint {
                    visible: page.asked
                    glyph: "messages-square"
                    text: qsTr("Tell an admin of the group: they see your request and let you in with one click.")
                }

                Hint {
                    visible: page.asked
                    glyph: "clock"
                    text: qsTr("You need not stay here. You are in as soon as an admin has said yes and somebody of the group is reachable.")
                }

                Hint {
                    visible: !page.asked
                    glyph: "wifi"
                    text: qsTr("Be on the same network as somebody from the group. Their Causerie must be open.")
                }

                Hint {
                    visible: !page.asked
                    glyph: "shield-check"
                    text: qsTr("A firewall may be in the way: Causerie finds others by multicast DNS, then connects directly.")
                }

                Hint {
                    visible: !page.asked
                    glyph: "globe"
                    text: qsTr("If the network hides devices from each other, type the address of one that is in the group.")
                }

                RowLayout {
                    Layout.fillWidth: true
                    visible: !page.asked
                    spacing: Theme.spaceS

                    TextField {
                        id: address

                        objectName: "addressField"
                        Layout.fillWidth: true
                        name: qsTr("Address of a device")
                        placeholderText: "192.168.1.20:4711"
                        failed: page.joining.addressState === "failed"
                        onAccepted: page.joining.connectTo(text)
                    }

                    Button {
                        objectName: "connectButton"
                        text: qsTr("Connect")
                        busy: page.joining.addressState === "trying"
                        enabled: address.text.trim() !== ""
                        onClicked: page.joining.connectTo(address.text)
                    }
                }

                Label {
                    Layout.fillWidth: true
                    visible: text !== "" && !page.asked
                    text: page.joining.addressState === "failed" ? page.joining.addressError : page.joining.addressState === "connected" ? qsTr("Connected.") : ""
                    wrapMode: Text.Wrap
                    color: page.joining.addressState === "failed" ? Theme.danger : Theme.accent
                    font.pixelSize: Theme.textSmall
                }
            }
        }

        Flow {
            // Beside each other where there is room; a Flow alone stays as narrow as it began.
            readonly property real both: (another.visible ? another.implicitWidth + spacing : 0) + forget.implicitWidth

            Layout.alignment: Qt.AlignHCenter
            Layout.preferredWidth: Math.min(both, column.width)
            spacing: Theme.spaceS

            Button {
                id: another

                objectName: "anotherCodeButton"
                visible: page.details.standing === "refused"
                kind: Button.Primary
                text: qsTr("Paste another code")
                onClicked: page.joinRequested()
            }

            Button {
                id: forget

                objectName: "forgetButton"
                kind: Button.Danger
                text: page.waiting ? qsTr("Stop joining") : qsTr("Remove from the list")
                onClicked: page.details.forget()
            }
        }
    }

    component Hint: RowLayout {
        id: hint

        required property string glyph
        required property string text

        Layout.fillWidth: true
        spacing: Theme.spaceM

        Icon {
            Layout.alignment: Qt.AlignTop
            name: hint.glyph
            size: Theme.iconSmall
            color: Theme.dim
        }

        Label {
            Layout.fillWidth: true
            text: hint.text
            wrapMode: Text.Wrap
            color: Theme.dim
            font.pixelSize: Theme.textLabel
        }
    }
}
