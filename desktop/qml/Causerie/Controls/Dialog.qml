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
    focus: true
    width: Math.min(Theme.dialogWidth, (parent?.width ?? 0) - 2 * Theme.spaceL)
    height: Math.min(head.implicitHeight + column.implicitHeight + foot.height + 2 * Theme.spaceXl + Theme.spaceS, (parent?.height ?? 0) - 2 * Theme.spaceL)
    padding: 0
    closePolicy: closable ? T.Popup.CloseOnEscape : T.Popup.NoAutoClose
    // The part of the body that somebody came for: on top until they scroll.
    property Item sought

    function seek(part: Item): void {
        sought = part;
        if (opened)
            arrive();
    }

    function arrive(): void {
        flick.contentY = sought ? Math.max(0, Math.min(sought.y, flick.contentHeight - flick.height)) : 0;
        const first = sought?.nextItemInFocusChain() ?? initialFocus;
        first?.forceActiveFocus(Qt.TabFocusReason);
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

            ColumnLayout {
                Layout.fillWidth: true
                Layout.bottomMargin: Theme.spaceL
                spacing: Theme.spaceXs

                Label {
                    Layout.fillWidth: true
                    text: dialog.title
                    wrapMode: Text.Wrap
                    font.pixelSize: Theme.textTitle
                    font.weight: Theme.weightStrong
                    Accessible.role: Accessible.Heading
                }

                Label {
                    Layout.fillWidth: true
                    visible: dialog.subtitle !== ""
                    text: dialog.subtitle
                    wrapMode: Text.Wrap
                    color: Theme.dim
                }
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
            contentHeight: column.implicitHeight + 2 * Theme.focusWidth
            boundsBehavior: Flickable.StopAtBounds
            onMovementStarted: dialog.sought = null
            T.ScrollBar.vertical: ScrollBar {}

            FollowFocus {
                view: flick
            }

            Connections {
                target: dialog.sought

                function onYChanged(): void {
                    flick.contentY = Math.max(0, Math.min(dialog.sought.y, flick.contentHeight - flick.height));
                }
            }

            ColumnLayout {
                id: column

                x: Theme.spaceXl
                y: Theme.focusWidth
                width: flick.width - 2 * Theme.spaceXl
                spacing: Theme.spaceL
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
