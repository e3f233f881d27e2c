pragma ComponentBehavior: Bound
import QtQuick
import Causerie.Controls
import Causerie.Theme
import Causerie.Views

// A picture in a message. Its room is there before it is: what comes later moves nothing.
FocusScope {
    id: tile

    required property int number
    required property string name
    required property string standing
    required property real share
    required property string line
    required property string spoken

    required property string messageId
    required property Files files
    required property color ground
    property bool crop: false

    readonly property int side: Math.ceil(Theme.fileWidth * Math.min(2, Screen.devicePixelRatio))
    property string source
    property string refusal
    readonly property bool bad: standing === "damaged" || refusal !== ""

    signal opened(int number)
    signal saveAsked(int number)

    function look(): void {
        refusal = "";
        source = standing === "ready" ? files.picture(messageId, number, side) : "";
    }

    function act(): void {
        if (source !== "")
            opened(number);
        else if (refusal !== "")
            saveAsked(number);
        else if (standing === "absent" || standing === "paused" || standing === "damaged")
            files.fetch(messageId, number);
    }

    objectName: "pictureTile"
    activeFocusOnTab: true
    Accessible.role: Accessible.Button
    Accessible.name: refusal !== "" ? `${spoken}, ${refusal}` : spoken
    Accessible.onPressAction: act()
    Keys.onReturnPressed: act()
    Keys.onEnterPressed: act()
    Keys.onSpacePressed: act()
    onStandingChanged: look()
    Component.onCompleted: look()
    Component.onDestruction: files?.forget(messageId, number, side)

    Connections {
        target: tile.files

        function onShown(message: string, number: int, side: int, source: string): void {
            if (message === tile.messageId && number === tile.number && side === tile.side)
                tile.source = source;
        }

        function onRefused(message: string, number: int, side: int, refusal: string): void {
            if (message === tile.messageId && number === tile.number && side === tile.side)
                tile.refusal = refusal;
        }
    }

    Rectangle {
        anchors.fill: parent
        visible: picture.status !== Image.Ready
        radius: Theme.radiusCard
        color: Theme.well

        Column {
            anchors.centerIn: parent
            width: parent.width - 2 * Theme.spaceS
            spacing: Theme.spaceXs

            Icon {
                anchors.horizontalCenter: parent.horizontalCenter
                // Where several share the room, the sentence needs it.
                visible: tile.height > 4 * size && !(tile.crop && tile.refusal !== "")
                name: tile.bad ? "image-off" : "image"
                color: Theme.dim
            }

            Label {
                width: parent.width
                visible: tile.standing !== "ready" || tile.refusal !== ""
                text: tile.refusal !== "" ? tile.refusal : tile.line
                wrapMode: Text.Wrap
                maximumLineCount: tile.crop && tile.refusal === "" ? 2 : 4
                elide: Text.ElideRight
                horizontalAlignment: Text.AlignHCenter
                color: Theme.dim
                font.pixelSize: Theme.textSmall
                Accessible.ignored: true
            }

            FileButtons {
                anchors.horizontalCenter: parent.horizontalCenter
                visible: tile.standing !== "ready" || tile.refusal !== ""
                name: tile.name
                standing: tile.standing
                savable: tile.refusal !== ""
                ink: Theme.text
                onFetched: tile.files.fetch(tile.messageId, tile.number)
                onPaused: tile.files.pause(tile.messageId, tile.number)
                onCancelled: tile.files.cancel(tile.messageId, tile.number)
                onSaved: tile.saveAsked(tile.number)
            }
        }

        ProgressLine {
            anchors {
                left: parent.left
                right: parent.right
                bottom: parent.bottom
                margins: Theme.spaceS
            }
            visible: tile.standing === "fetching" || tile.standing === "paused"
            share: tile.share
            still: tile.standing === "paused"
            name: tile.line
        }
    }

    Image {
        id: picture

        anchors.fill: parent
        source: tile.source
        cache: false
        fillMode: tile.crop ? Image.PreserveAspectCrop : Image.PreserveAspectFit
        clip: tile.crop
        Accessible.ignored: true
    }

    CornerMask {
        visible: picture.status === Image.Ready
        ground: tile.ground
    }

    TapHandler {
        enabled: tile.source !== "" || tile.standing === "absent"
        onTapped: tile.act()
    }

    HoverHandler {
        enabled: tile.source !== ""
        cursorShape: Qt.PointingHandCursor
    }

    FocusRing {
        shown: tile.activeFocus
        around: Theme.radiusCard
    }
}
