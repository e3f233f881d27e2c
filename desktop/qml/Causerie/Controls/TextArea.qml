pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Causerie.Theme

// Several lines that scroll beyond `maximumLines`. Tab leaves the field.
FocusScope {
    id: area

    property alias text: edit.text
    property alias readOnly: edit.readOnly
    property alias editor: edit
    property string placeholderText
    property string name: placeholderText
    property bool failed: false
    property int minimumLines: 3
    property int maximumLines: 8
    property bool monospaced: false
    property bool breakAnywhere: monospaced
    property bool submitsOnEnter: false // where a line break has no meaning

    signal submitted

    implicitWidth: Theme.detailsWidth
    readonly property real around: edit.topPadding + edit.bottomPadding + 2 * Theme.focusWidth

    implicitHeight: Math.min(Math.max(edit.implicitHeight + 2 * Theme.focusWidth, metrics.lineSpacing * minimumLines + around), metrics.lineSpacing * maximumLines + around)

    FontMetrics {
        id: metrics

        font: edit.font
    }

    Rectangle {
        anchors.fill: parent
        radius: Theme.radiusField
        color: Theme.sunken
        border.width: edit.activeFocus ? Theme.focusWidth : Theme.hairline
        border.color: area.failed ? Theme.danger : edit.activeFocus ? Theme.accent : edit.hovered ? Theme.edge : Theme.line
    }

    Flickable {
        id: flick

        anchors.fill: parent
        anchors.margins: Theme.focusWidth
        clip: true
        contentWidth: width
        contentHeight: edit.height
        boundsBehavior: Flickable.StopAtBounds
        T.ScrollBar.vertical: ScrollBar {}

        T.TextArea {
            id: edit

            width: flick.width
            height: Math.max(flick.height, implicitHeight)
            implicitHeight: Math.max(contentHeight, placeholder.visible ? placeholder.implicitHeight : 0) + topPadding + bottomPadding
            topPadding: Theme.spaceS
            bottomPadding: Theme.spaceS
            leftPadding: Theme.spaceM
            rightPadding: Theme.spaceM
            focus: true
            hoverEnabled: true
            wrapMode: area.breakAnywhere ? TextEdit.WrapAnywhere : TextEdit.Wrap
            textFormat: TextEdit.PlainText
            color: Theme.text
            selectionColor: Theme.selection
            selectedTextColor: Theme.text
            selectByMouse: true
            font.family: area.monospaced ? Theme.mono : Theme.sans
            font.pixelSize: area.monospaced ? Theme.textLabel : Theme.textBody
            Accessible.name: area.name
            Accessible.role: Accessible.EditableText
            Keys.onPressed: event => {
                if (event.key === Qt.Key_Tab || event.key === Qt.Key_Backtab) {
                    const onward = event.key === Qt.Key_Tab;
                    edit.nextItemInFocusChain(onward).forceActiveFocus(onward ? Qt.TabFocusReason : Qt.BacktabFocusReason);
                    event.accepted = true;
                } else if (area.submitsOnEnter && (event.key === Qt.Key_Return || event.key === Qt.Key_Enter)) {
                    area.submitted();
                    event.accepted = true;
                }
            }
            onCursorRectangleChanged: {
                const r = cursorRectangle;
                if (r.y < flick.contentY)
                    flick.contentY = Math.max(0, r.y - topPadding);
                else if (r.y + r.height > flick.contentY + flick.height)
                    flick.contentY = r.y + r.height + bottomPadding - flick.height;
            }

            Text {
                id: placeholder

                x: edit.leftPadding
                y: edit.topPadding
                width: edit.width - edit.leftPadding - edit.rightPadding
                visible: edit.text === "" && edit.preeditText === ""
                text: area.placeholderText
                textFormat: Text.PlainText
                wrapMode: Text.Wrap
                font: edit.font
                color: Theme.dim
                Accessible.ignored: true
            }
        }
    }
}
