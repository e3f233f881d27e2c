pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Causerie.Theme

// A big choice: an icon, a title and a line of what it means. With `radio` it shows whether it is the one chosen.
T.AbstractButton {
    id: choice

    required property string glyph
    property string detail
    property string tag
    property bool radio: false
    property bool assistant: false

    implicitWidth: Theme.dialogWidth
    implicitHeight: implicitContentHeight + topPadding + bottomPadding
    padding: Theme.spaceM
    leftPadding: Theme.spaceL
    rightPadding: Theme.spaceL
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    opacity: enabled ? 1 : 0.5
    Accessible.role: radio ? Accessible.RadioButton : Accessible.Button
    Accessible.name: text
    Accessible.description: detail
    Accessible.checkable: radio
    Accessible.checked: checked
    Keys.onReturnPressed: click()
    Keys.onEnterPressed: click()

    contentItem: RowLayout {
        spacing: Theme.spaceM

        Rectangle {
            Layout.alignment: Qt.AlignVCenter
            implicitWidth: Theme.avatarMedium
            implicitHeight: Theme.avatarMedium
            radius: Theme.radiusCard
            color: choice.assistant ? Theme.assistantSoft : Theme.accentSoft

            Icon {
                anchors.centerIn: parent
                name: choice.glyph
                color: choice.assistant ? Theme.assistant : Theme.accent
            }
        }

        ColumnLayout {
            Layout.fillWidth: true
            spacing: Theme.focusWidth

            RowLayout {
                spacing: Theme.spaceS

                Label {
                    Layout.fillWidth: choice.tag === ""
                    text: choice.text
                    wrapMode: Text.Wrap
                    font.weight: Theme.weightStrong
                    Accessible.ignored: true
                }

                Rectangle {
                    visible: choice.tag !== ""
                    implicitWidth: tagText.implicitWidth + Theme.spaceM
                    implicitHeight: tagText.implicitHeight + Theme.spaceXs
                    radius: height / 2
                    color: Theme.assistantSoft

                    Label {
                        id: tagText

                        anchors.centerIn: parent
                        text: choice.tag
                        color: Theme.assistant
                        font.pixelSize: Theme.textCaption
                        Accessible.ignored: true
                    }
                }
            }

            Label {
                Layout.fillWidth: true
                visible: choice.detail !== ""
                text: choice.detail
                wrapMode: Text.Wrap
                color: Theme.dim
                font.pixelSize: Theme.textLabel
                Accessible.ignored: true
            }
        }

        Rectangle {
            visible: choice.radio
            implicitWidth: Theme.iconSize
            implicitHeight: Theme.iconSize
            radius: height / 2
            color: choice.checked ? Theme.accent : Theme.clear
            border.width: choice.checked ? 0 : Theme.hairline
            border.color: Theme.edge

            Icon {
                anchors.centerIn: parent
                visible: choice.checked
                name: "check"
                size: parent.width * 0.65
                color: Theme.accentText
            }
        }

        Icon {
            visible: !choice.radio
            name: "chevron-right"
            size: Theme.iconSmall
            color: Theme.dim
        }
    }

    background: Rectangle {
        radius: Theme.radiusCard
        color: choice.checked ? Theme.sunken : choice.down ? Theme.sunken : Theme.panel
        border.width: Theme.hairline
        border.color: choice.checked ? Theme.accent : choice.hovered ? Theme.edge : Theme.line

        FocusRing {
            around: parent.radius
            shown: choice.visualFocus
        }
    }
}
