pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Causerie.Theme

// One line of text. `name` is read aloud; `failed` marks it as the cause of an error.
T.TextField {
    id: field

    property string name: placeholderText
    property string glyph
    property bool failed: false
    property color ground: Theme.sunken
    property bool bordered: true

    implicitWidth: Theme.detailsWidth
    implicitHeight: Math.max(Theme.controlHeight, contentHeight + topPadding + bottomPadding)
    leftPadding: Theme.spaceM + (glyph === "" ? 0 : Theme.iconSmall + Theme.spaceS)
    rightPadding: Theme.spaceM
    topPadding: Theme.spaceS
    bottomPadding: Theme.spaceS
    verticalAlignment: TextInput.AlignVCenter
    color: Theme.text
    placeholderTextColor: Theme.dim
    selectionColor: Theme.selection
    selectedTextColor: Theme.text
    selectByMouse: true
    hoverEnabled: true
    font.family: Theme.sans
    font.pixelSize: Theme.textBody
    Accessible.name: name
    Accessible.role: Accessible.EditableText

    background: Rectangle {
        radius: Theme.radiusField
        color: field.ground
        border.width: field.activeFocus ? Theme.focusWidth : field.bordered || field.failed ? Theme.hairline : 0
        border.color: field.failed ? Theme.danger : field.activeFocus ? Theme.accent : field.hovered ? Theme.edge : Theme.line

        Icon {
            visible: field.glyph !== ""
            name: field.glyph
            size: Theme.iconSmall
            color: Theme.dim
            x: Theme.spaceM
            anchors.verticalCenter: parent.verticalCenter
        }
    }

    Text {
        x: field.leftPadding
        width: field.width - field.leftPadding - field.rightPadding
        anchors.verticalCenter: parent.verticalCenter
        visible: field.text === "" && field.preeditText === ""
        text: field.placeholderText
        textFormat: Text.PlainText
        elide: Text.ElideRight
        font: field.font
        color: field.placeholderTextColor
        Accessible.ignored: true
    }
}
