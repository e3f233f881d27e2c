pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Causerie.Theme
import Causerie.Controls
import Causerie.Views

// Messages found as one types. Arrow keys choose, Enter goes there.
T.Popup {
    id: dialog

    required property Searching searching
    required property string groupName

    signal chosen(string group, string message)
    signal dateRequested

    function begin(everywhere: bool, query: string): void {
        field.text = query;
        searching.setQuery(query);
        searching.begin(everywhere);
        open();
    }

    function choose(index: int): void {
        const row = list.itemAtIndex(index) as Hit;
        if (row) {
            chosen(row.group, row.message);
            close();
        }
    }

    parent: T.Overlay.overlay
    x: parent ? Math.round((parent.width - width) / 2) : 0
    y: Theme.headerHeight
    width: Math.min(Theme.timelineWidth * 0.8, (parent?.width ?? 0) - 2 * Theme.spaceL)
    height: Math.min(column.implicitHeight + 2 * Theme.spaceM, (parent?.height ?? 0) - 2 * Theme.headerHeight)
    padding: Theme.spaceM
    modal: true
    z: Theme.layerDialog
    focus: true
    onOpened: {
        field.forceActiveFocus(Qt.ShortcutFocusReason);
        field.selectAll();
    }

    T.Overlay.modal: Rectangle {
        color: Theme.scrim
    }

    background: Rectangle {
        radius: Theme.radiusBubble
        color: Theme.panel
        border.width: Theme.hairline
        border.color: Theme.line
    }

    contentItem: ColumnLayout {
        id: column

        spacing: Theme.spaceS
        Accessible.role: Accessible.Dialog
        Accessible.name: field.name

        RowLayout {
            spacing: Theme.spaceXs

            TextField {
                id: field

                objectName: "messageSearchField"
                Layout.fillWidth: true
                glyph: "search"
                name: dialog.searching.everywhere ? qsTr("Search all messages") : qsTr("Search in %1").arg(dialog.groupName)
                placeholderText: name
                onTextEdited: dialog.searching.setQuery(text)
                onAccepted: dialog.choose(list.currentIndex)
                Keys.onUpPressed: list.decrementCurrentIndex()
                Keys.onDownPressed: list.incrementCurrentIndex()
            }

            IconButton {
                objectName: "dateButton"
                visible: !dialog.searching.everywhere
                glyph: "calendar"
                text: qsTr("Go to a date")
                shortcut: "Ctrl+G"
                onClicked: dialog.dateRequested()
            }
        }

        Label {
            objectName: "fruitlessLabel"
            Layout.fillWidth: true
            Layout.margins: Theme.spaceL
            visible: dialog.searching.fruitless
            horizontalAlignment: Text.AlignHCenter
            wrapMode: Text.Wrap
            text: qsTr("Nothing found for “%1”.").arg(dialog.searching.query)
            color: Theme.dim
        }

        ListView {
            id: list

            objectName: "hitList"
            Layout.fillWidth: true
            Layout.fillHeight: true
            visible: count > 0
            implicitHeight: contentHeight
            clip: true
            model: dialog.searching
            currentIndex: 0
            boundsBehavior: Flickable.StopAtBounds
            highlightMoveDuration: 0
            onContentYChanged: {
                if (contentY + 2 * height > originY + contentHeight)
                    dialog.searching.more();
            }
            Accessible.role: Accessible.List
            Accessible.name: qsTr("Found messages")
            T.ScrollBar.vertical: ScrollBar {}

            delegate: Hit {
                width: list.width
                onClicked: dialog.choose(index)
            }
        }
    }

    component Hit: T.ItemDelegate {
        id: hit

        required property int index
        required property string message
        required property string group
        required property string author
        required property string initial
        required property real hue
        required property bool assistant
        required property string place
        required property string time
        required property string html
        required property string spoken

        implicitHeight: row.implicitHeight + 2 * Theme.spaceS
        padding: Theme.spaceS
        hoverEnabled: true
        focusPolicy: Qt.NoFocus
        Accessible.role: Accessible.ListItem
        Accessible.name: spoken

        background: Rectangle {
            radius: Theme.radiusCard
            color: hit.ListView.isCurrentItem ? Theme.accentSoft : hit.hovered ? Theme.hover : Theme.clear
        }

        contentItem: RowLayout {
            id: row

            spacing: Theme.spaceM

            Avatar {
                Layout.alignment: Qt.AlignTop
                initial: hit.initial
                hue: hit.hue
                assistant: hit.assistant
                size: Theme.avatarTiny
            }

            ColumnLayout {
                Layout.fillWidth: true
                spacing: Theme.focusWidth

                RowLayout {
                    spacing: Theme.spaceS

                    Label {
                        text: hit.author
                        color: hit.assistant ? Theme.assistant : Theme.text
                        font.pixelSize: Theme.textLabel
                        font.weight: Theme.weightStrong
                        elide: Text.ElideRight
                        Layout.maximumWidth: hit.width / 2
                        Accessible.ignored: true
                    }

                    Label {
                        Layout.fillWidth: true
                        text: hit.place
                        color: Theme.dim
                        font.pixelSize: Theme.textSmall
                        elide: Text.ElideRight
                        Accessible.ignored: true
                    }

                    Label {
                        text: hit.time
                        color: Theme.dim
                        font.pixelSize: Theme.textSmall
                        Accessible.ignored: true
                    }
                }

                Label {
                    Layout.fillWidth: true
                    text: hit.html
                    textFormat: Text.StyledText
                    wrapMode: Text.Wrap
                    maximumLineCount: 2
                    elide: Text.ElideRight
                    font.pixelSize: Theme.textLabel
                    Accessible.ignored: true
                }
            }
        }
    }
}
