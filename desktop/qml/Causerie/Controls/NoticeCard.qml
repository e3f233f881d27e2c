pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Causerie.Theme

// A notice that stays until it is dismissed: what happened, and what can be done about it.
Rectangle {
    id: card

    required property string key
    required property string text
    required property string time
    required property string group
    required property bool serious
    required property string action
    required property string actionText
    // Where the group stands beside it anyway, it is not named again.
    property bool named: false
    property bool dated: true
    // Where there is little room, no more than so many lines are shown.
    property int lines: 1000
    readonly property bool cut: sentence.truncated

    signal acted
    signal dismissed

    // Take the keyboard from a card that is gone; whoever uses the pointer sees no frame round it.
    function attend(reason: int): void {
        dismissal.forceActiveFocus(reason);
    }

    readonly property int reason: dismissal.visualFocus ? Qt.TabFocusReason : Qt.OtherFocusReason
    readonly property color ink: serious ? Theme.warning : Theme.accent
    readonly property string place: named ? [group, time].filter(part => part !== "").join(" · ") : time

    objectName: "noticeCard"
    implicitHeight: row.implicitHeight + 2 * Theme.spaceM
    implicitWidth: Theme.dialogWidth
    radius: Theme.radiusCard
    color: serious ? Theme.warningSoft : Theme.accentSoft
    Accessible.role: Accessible.Grouping
    Accessible.name: qsTr("Notice")

    RowLayout {
        id: row

        anchors {
            left: parent.left
            right: parent.right
            top: parent.top
            margins: Theme.spaceM
        }
        spacing: Theme.spaceM

        Icon {
            Layout.alignment: Qt.AlignTop
            name: card.serious ? "triangle-alert" : "info"
            color: card.ink
            size: Theme.iconSize
        }

        ColumnLayout {
            Layout.fillWidth: true
            spacing: Theme.spaceXs

            Label {
                id: sentence

                Layout.fillWidth: true
                text: card.text
                wrapMode: Text.Wrap
                maximumLineCount: card.lines
                elide: Text.ElideRight
                font.pixelSize: Theme.textLabel
                Accessible.role: card.serious ? Accessible.AlertMessage : Accessible.StaticText
            }

            Flow {
                Layout.fillWidth: true
                Layout.topMargin: Theme.focusWidth
                // Words without a border begin where the sentence does.
                Layout.leftMargin: card.action === "" ? -Theme.spaceM : 0
                spacing: Theme.spaceS

                Button {
                    objectName: "noticeActionButton"
                    visible: card.action !== ""
                    compact: true
                    text: card.actionText
                    onClicked: card.acted()
                }

                Button {
                    id: dismissal

                    objectName: "noticeDismissButton"
                    compact: true
                    kind: Button.Quiet
                    text: qsTr("Dismiss")
                    Accessible.description: card.text
                    onClicked: card.dismissed()
                }

                Label {
                    height: Theme.pillHeight
                    visible: card.dated
                    verticalAlignment: Text.AlignVCenter
                    text: card.place
                    color: Theme.dim
                    font.pixelSize: Theme.textSmall
                }
            }
        }
    }
}
