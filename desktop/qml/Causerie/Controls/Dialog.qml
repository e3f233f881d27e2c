pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Causerie.Theme

// A modal card: a title, a body that scrolls when the window is small, and buttons below.
T.Popup {
    id: dialog

    required property string title
    property string subtitle
    property bool closable: true
    property Item initialFocus
    default property alias body: column.data
    property alias buttons: footer.data

    parent: T.Overlay.overlay
    anchors.centerIn: parent
    modal: true
    z: Theme.layerDialog
    focus: true
    width: Math.min(Theme.dialogWidth, (parent?.width ?? 0) - 2 * Theme.spaceL)
    height: Math.min(head.implicitHeight + content.implicitHeight + foot.height + 2 * Theme.spaceXl + Theme.spaceS, (parent?.height ?? 0) - 2 * Theme.spaceL)
    padding: 0
    closePolicy: closable ? T.Popup.CloseOnEscape : T.Popup.NoAutoClose
    // The part of the body that somebody came for: on top until they scroll.
    property Item sought

    function seek(part: Item): void {
        sought = part;
        if (opened)
            arrive();
    }

    // Scroll as little as it takes to show all of a part of the body.
    function reveal(part: Item): void {
        const top = part.mapToItem(flick.contentItem, 0, 0).y;
        const bottom = top + part.height + 2 * Theme.focusWidth - flick.height;
        flick.contentY = Math.max(0, Math.min(top, Math.max(flick.contentY, bottom)));
    }

    function arrive(): void {
        flick.contentY = sought ? place(sought) : 0;
        const first = sought?.nextItemInFocusChain() ?? initialFocus;
        first?.forceActiveFocus(Qt.TabFocusReason);
    }

    function place(part: Item): real {
        return Math.max(0, Math.min(part.mapToItem(flick.contentItem, 0, 0).y, flick.contentHeight - flick.height));
    }

    onOpened: arrive()
    onClosed: sought = null

    T.Overlay.modal: Rectangle {
        color: Theme.scrim

        Behavior on opacity {
            NumberAnimation {
                duration: Theme.calm
            }
        }
    }

    background: Rectangle {
        radius: Theme.radiusBubble
        color: Theme.panel
        border.width: Theme.hairline
        border.color: Theme.line
    }

    contentItem: FocusScope {
        focus: true
        Accessible.role: Accessible.Dialog
        Accessible.name: dialog.title

        RowLayout {
            id: head

            anchors {
                left: parent.left
                right: parent.right
                top: parent.top
                topMargin: Theme.spaceXl
                leftMargin: Theme.spaceXl
                rightMargin: Theme.spaceL
            }
            spacing: Theme.spaceM

            Label {
                Layout.fillWidth: true
                Layout.bottomMargin: dialog.subtitle === "" ? Theme.spaceL : Theme.spaceXs
                text: dialog.title
                wrapMode: Text.Wrap
                font.pixelSize: Theme.textTitle
                font.weight: Theme.weightStrong
                Accessible.role: Accessible.Heading
            }

            IconButton {
                Layout.alignment: Qt.AlignTop
                Layout.topMargin: -Theme.spaceXs
                visible: dialog.closable
                glyph: "x"
                text: qsTr("Close")
                onClicked: dialog.close()
            }
        }

        Flickable {
            id: flick

            anchors {
                left: parent.left
                right: parent.right
                top: head.bottom
                bottom: foot.top
            }
            clip: true
            contentWidth: width
            contentHeight: content.implicitHeight + 2 * Theme.focusWidth
            boundsBehavior: Flickable.StopAtBounds
            onMovementStarted: dialog.sought = null
            T.ScrollBar.vertical: ScrollBar {}

            FollowFocus {
                view: flick
            }

            Connections {
                target: dialog.sought

                function onYChanged(): void {
                    flick.contentY = dialog.place(dialog.sought);
                }
            }

            // What the dialog is about goes with the rest where there is little room.
            ColumnLayout {
                id: content

                x: Theme.spaceXl
                y: Theme.focusWidth
                width: flick.width - 2 * Theme.spaceXl
                spacing: Theme.spaceL

                Label {
                    Layout.fillWidth: true
                    visible: dialog.subtitle !== ""
                    text: dialog.subtitle
                    wrapMode: Text.Wrap
                    color: Theme.dim
                }

                ColumnLayout {
                    id: column

                    Layout.fillWidth: true
                    Layout.maximumWidth: Number.POSITIVE_INFINITY
                    spacing: Theme.spaceL
                }
            }
        }

        Item {
            id: foot

            anchors {
                left: parent.left
                right: parent.right
                bottom: parent.bottom
                leftMargin: Theme.spaceXl
                rightMargin: Theme.spaceXl
                bottomMargin: Theme.spaceXl
            }
            height: footer.children.length > 0 ? footer.implicitHeight + Theme.spaceL : 0

            Flow {
                id: footer

                anchors {
                    left: parent.left
                    right: parent.right
                    bottom: parent.bottom
                }
                layoutDirection: Qt.RightToLeft
                spacing: Theme.spaceS
            }
        }
    }

    enter: Transition {
        NumberAnimation {
            property: "opacity"
            from: 0
            to: 1
            duration: Theme.quick
            easing.type: Theme.easing
        }
    }

    exit: Transition {
        NumberAnimation {
            property: "opacity"
            to: 0
            duration: Theme.quick
        }
    }
}
