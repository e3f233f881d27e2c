pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Causerie.Controls
import Causerie.Theme
import Causerie.Views

// The text itself: grows with its lines, then scrolls. Enter sends, Shift+Enter breaks the line.
Item {
    id: field

    required property Composer composer
    property int maximumLines: 8

    readonly property alias editor: edit

    implicitHeight: Math.min(edit.implicitHeight, metrics.lineSpacing * maximumLines + edit.topPadding + edit.bottomPadding)

    FontMetrics {
        id: metrics

        font: edit.font
    }

    Connections {
        target: field.composer

        function onReplaced(text: string, cursor: int): void {
            if (edit.text !== text)
                edit.text = text;
            edit.cursorPosition = Math.min(cursor, edit.length);
        }

        function onFocusAsked(): void {
            edit.forceActiveFocus(Qt.OtherFocusReason);
        }
    }

    MentionHighlighter {
        id: highlighter

        readonly property list<var> looks: [field.composer.assistantName, field.composer.memberNames, Theme.assistant, Theme.accent]

        onLooksChanged: field.colour()
        Component.onCompleted: {
            attach(edit.textDocument);
            field.colour();
        }
    }

    Flickable {
        id: flick

        anchors.fill: parent
        clip: true
        contentWidth: width
        contentHeight: edit.height
        boundsBehavior: Flickable.StopAtBounds
        T.ScrollBar.vertical: ScrollBar {}

        T.TextArea {
            id: edit

            objectName: "messageField"
            width: flick.width
            height: Math.max(flick.height, implicitHeight)
            implicitHeight: contentHeight + topPadding + bottomPadding
            topPadding: Theme.spaceXs
            bottomPadding: Theme.spaceXs
            focus: true
            enabled: field.composer.closed === ""
            wrapMode: TextEdit.Wrap
            textFormat: TextEdit.PlainText
            color: Theme.text
            selectionColor: Theme.selection
            selectedTextColor: Theme.text
            selectByMouse: true
            font.family: Theme.sans
            font.pixelSize: Theme.textBody
            Accessible.role: Accessible.EditableText
            Accessible.name: field.composer.placeholder
            Accessible.description: qsTr("Enter sends, Shift and Enter begins a new line")
            onTextChanged: field.composer.edit(text, cursorPosition)
            onCursorPositionChanged: field.composer.edit(text, cursorPosition)
            onCursorRectangleChanged: {
                const r = cursorRectangle;
                if (r.y < flick.contentY)
                    flick.contentY = Math.max(0, r.y - topPadding);
                else if (r.y + r.height > flick.contentY + flick.height)
                    flick.contentY = r.y + r.height + bottomPadding - flick.height;
            }
            Keys.onPressed: event => field.key(event)

            Text {
                x: edit.leftPadding
                y: edit.topPadding
                width: edit.width
                visible: edit.length === 0 && edit.preeditText === ""
                text: field.composer.closed !== "" ? field.composer.closed : field.composer.placeholder
                textFormat: Text.PlainText
                elide: Text.ElideRight
                font: edit.font
                color: Theme.dim
                Accessible.ignored: true
            }
        }
    }

    function colour(): void {
        highlighter.use(composer.assistantName, composer.memberNames, Theme.assistant, Theme.accent);
    }

    function key(event: KeyEvent): void {
        const offering = composer.completions.length > 0;
        const enter = event.key === Qt.Key_Return || event.key === Qt.Key_Enter;
        if (offering && (event.key === Qt.Key_Up || event.key === Qt.Key_Down))
            composer.moveCompletion(event.key === Qt.Key_Up ? -1 : 1);
        else if (offering && (event.key === Qt.Key_Tab || (enter && event.modifiers === Qt.NoModifier)))
            composer.accept(-1);
        else if (offering && event.key === Qt.Key_Escape)
            composer.dismissCompletion();
        else if (enter && !(event.modifiers & Qt.ShiftModifier))
            composer.send();
        else if (event.key === Qt.Key_Tab || event.key === Qt.Key_Backtab)
            edit.nextItemInFocusChain(event.key === Qt.Key_Tab).forceActiveFocus(event.key === Qt.Key_Tab ? Qt.TabFocusReason : Qt.BacktabFocusReason);
        else if (event.matches(StandardKey.Paste) && composer.tray.paste())
            event.accepted = true;
        else if (event.key === Qt.Key_Escape && composer.replying)
            composer.cancelReply();
        else
            return;
        event.accepted = true;
    }
}
