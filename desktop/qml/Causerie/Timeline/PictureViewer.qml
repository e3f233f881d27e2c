pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Causerie.Controls
import Causerie.Theme
import Causerie.Views

// One picture over the whole window: as large as it is or as fits, or larger. Escape closes it.
T.Popup {
    id: viewer

    required property Files files
    property string messageId
    property int number: 0
    property string source
    property string refusal

    // 1 shows all of it.
    property real zoom: 1
    readonly property real most: 8
    readonly property int side: Math.min(4096, Math.ceil(1.5 * Math.max(parent?.width ?? 0, parent?.height ?? 0) * Screen.devicePixelRatio))
    property int asked: 0

    signal saveAsked(string messageId, int number)

    function show(message: string, which: int): void {
        messageId = message;
        number = which;
        refusal = "";
        zoom = 1;
        title.text = files.name(message, which);
        caption.text = files.caption(message, which);
        asked = side;
        source = files.picture(message, which, asked);
        open();
    }

    function magnify(by: real): void {
        const middleX = (flick.contentX + flick.width / 2) / flick.contentWidth;
        const middleY = (flick.contentY + flick.height / 2) / flick.contentHeight;
        zoom = Math.max(1, Math.min(most, zoom * by));
        flick.contentX = Math.max(0, Math.min(flick.contentWidth - flick.width, middleX * flick.contentWidth - flick.width / 2));
        flick.contentY = Math.max(0, Math.min(flick.contentHeight - flick.height, middleY * flick.contentHeight - flick.height / 2));
    }

    parent: T.Overlay.overlay
    width: parent?.width ?? 0
    height: parent?.height ?? 0
    z: Theme.layerPicture
    padding: 0
    modal: true
    focus: true
    onClosed: {
        source = "";
        files.drop(messageId, number, asked);
    }

    Connections {
        target: viewer.files

        function onShown(message: string, number: int, side: int, source: string): void {
            if (viewer.opened && message === viewer.messageId && number === viewer.number && side === viewer.asked)
                viewer.source = source;
        }

        function onRefused(message: string, number: int, side: int, refusal: string): void {
            if (message === viewer.messageId && number === viewer.number && side === viewer.asked)
                viewer.refusal = refusal;
        }
    }

    background: Rectangle {
        color: Theme.window
    }

    contentItem: FocusScope {
        id: stage

        focus: true
        Accessible.role: Accessible.Dialog
        Accessible.name: title.text
        Keys.onPressed: event => {
            if (event.key === Qt.Key_Plus || event.key === Qt.Key_Equal)
                viewer.magnify(1.25);
            else if (event.key === Qt.Key_Minus)
                viewer.magnify(0.8);
            else if (event.key === Qt.Key_0)
                viewer.magnify(1 / viewer.zoom);
            else if (event.matches(StandardKey.Save))
                viewer.saveAsked(viewer.messageId, viewer.number);
            else if (event.matches(StandardKey.Copy))
                viewer.files.copy(viewer.messageId, viewer.number);
            else
                return;
            event.accepted = true;
        }

        RowLayout {
            id: head

            anchors {
                left: parent.left
                right: parent.right
                top: parent.top
                leftMargin: Theme.spaceXl
                rightMargin: Theme.spaceL
            }
            height: Theme.headerHeight
            spacing: Theme.spaceXs

            ColumnLayout {
                Layout.fillWidth: true
                spacing: 0

                Label {
                    id: title

                    Layout.fillWidth: true
                    elide: Text.ElideMiddle
                    font.weight: Theme.weightStrong
                    Accessible.role: Accessible.Heading
                }

                Label {
                    id: caption

                    Layout.fillWidth: true
                    elide: Text.ElideRight
                    color: Theme.dim
                    font.pixelSize: Theme.textSmall
                }
            }

            IconButton {
                objectName: "zoomOutButton"
                enabled: viewer.zoom > 1
                glyph: "zoom-out"
                text: qsTr("Smaller")
                shortcut: "−"
                onClicked: viewer.magnify(0.8)
            }

            IconButton {
                objectName: "zoomInButton"
                enabled: viewer.zoom < viewer.most
                glyph: "zoom-in"
                text: qsTr("Larger")
                shortcut: "+"
                onClicked: viewer.magnify(1.25)
            }

            IconButton {
                objectName: "copyPictureButton"
                glyph: "copy"
                text: qsTr("Copy picture")
                shortcut: qsTr("Ctrl+C")
                onClicked: viewer.files.copy(viewer.messageId, viewer.number)
            }

            IconButton {
                objectName: "savePictureButton"
                glyph: "save"
                text: qsTr("Save as…")
                shortcut: qsTr("Ctrl+S")
                onClicked: viewer.saveAsked(viewer.messageId, viewer.number)
            }

            IconButton {
                objectName: "closeViewerButton"
                focus: true
                glyph: "x"
                text: qsTr("Close")
                shortcut: qsTr("Esc")
                onClicked: viewer.close()
            }
        }

        Flickable {
            id: flick

            anchors {
                left: parent.left
                right: parent.right
                top: head.bottom
                bottom: parent.bottom
                margins: Theme.spaceL
                topMargin: 0
            }
            clip: true
            contentWidth: Math.max(width, picture.width)
            contentHeight: Math.max(height, picture.height)
            boundsBehavior: Flickable.StopAtBounds
            interactive: viewer.zoom > 1

            Image {
                id: picture

                readonly property real scaledWidth: implicitWidth / Screen.devicePixelRatio
                readonly property real scaledHeight: implicitHeight / Screen.devicePixelRatio
                readonly property real fitting: Math.min(1, flick.width / Math.max(1, scaledWidth), flick.height / Math.max(1, scaledHeight))

                objectName: "viewedPicture"
                x: Math.max(0, (flick.width - width) / 2)
                y: Math.max(0, (flick.height - height) / 2)
                width: scaledWidth * fitting * viewer.zoom
                height: scaledHeight * fitting * viewer.zoom
                source: viewer.source
                cache: false
                mipmap: viewer.zoom < 2
                fillMode: Image.PreserveAspectFit
                Accessible.role: Accessible.Graphic
                Accessible.name: title.text
            }

            WheelHandler {
                acceptedDevices: PointerDevice.Mouse | PointerDevice.TouchPad
                onWheel: event => viewer.magnify(event.angleDelta.y > 0 ? 1.15 : 1 / 1.15)
            }

            TapHandler {
                onDoubleTapped: viewer.magnify(viewer.zoom > 1 ? 1 / viewer.zoom : 2)
            }
        }

        Label {
            anchors.centerIn: parent
            width: Math.min(Theme.dialogWidth, parent.width - 2 * Theme.spaceXl)
            visible: viewer.refusal !== ""
            text: viewer.refusal
            wrapMode: Text.Wrap
            horizontalAlignment: Text.AlignHCenter
            color: Theme.dim
            Accessible.role: Accessible.AlertMessage
        }
    }
}
