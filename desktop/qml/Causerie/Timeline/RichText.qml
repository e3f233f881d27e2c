import QtQuick
import Causerie.Theme

// Text written by people or models, as rich text made by us. It can be selected; its links only ask.
TextEdit {
    id: text

    property string html

    signal linkAsked(string href)

    text: Rich.paragraph(html)
    textFormat: TextEdit.RichText
    wrapMode: TextEdit.Wrap
    readOnly: true
    selectByMouse: true
    selectionColor: Theme.selection
    selectedTextColor: Theme.text
    color: Theme.text
    font.family: Theme.sans
    font.pixelSize: Theme.textBody
    activeFocusOnPress: true
    Accessible.ignored: true
    onLinkActivated: href => linkAsked(href)
    onActiveFocusChanged: {
        if (!activeFocus)
            deselect();
    }

    HoverHandler {
        enabled: text.hoveredLink !== ""
        cursorShape: Qt.PointingHandCursor
    }
}
