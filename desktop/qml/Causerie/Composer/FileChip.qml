import QtQuick
import Causerie.Controls
import Causerie.Theme

// A file that goes with the next message, and the way to leave it out.
Rectangle {
    id: chip

    required property int index
    required property string name
    required property string size
    required property string glyph
    required property string source
    required property string spoken

    signal removed

    objectName: "fileChip"
    width: Theme.chipSide + 2 * Theme.spaceS + words.width + Theme.pillHeight + Theme.spaceXs
    height: Theme.chipSide + 2 * Theme.spaceXs
    radius: Theme.radiusCard
    color: Theme.sunken
    border.width: Theme.hairline
    border.color: Theme.line
    Accessible.role: Accessible.ListItem
    Accessible.name: spoken

    Rectangle {
        id: face

        x: Theme.spaceXs
        y: Theme.spaceXs
        width: Theme.chipSide
        height: width
        radius: Theme.radiusField
        color: Theme.accentSoft

        Icon {
            anchors.centerIn: parent
            visible: picture.status !== Image.Ready
            name: chip.glyph
            color: Theme.accent
        }

        Image {
            id: picture

            anchors.fill: parent
            source: chip.source
            fillMode: Image.PreserveAspectCrop
            cache: false
            Accessible.ignored: true
        }

        CornerMask {
            visible: picture.status === Image.Ready
            corner: Theme.radiusField
            ground: chip.color
        }
    }

    Column {
        id: words

        anchors.verticalCenter: parent.verticalCenter
        x: face.x + face.width + Theme.spaceS
        width: Math.min(Theme.chipWidth, Math.max(title.implicitWidth, amount.implicitWidth))

        Label {
            id: title

            width: parent.width
            text: chip.name
            elide: Text.ElideMiddle
            font.pixelSize: Theme.textSmall
            Accessible.ignored: true
        }

        Label {
            id: amount

            width: parent.width
            text: chip.size
            color: Theme.dim
            font.pixelSize: Theme.textCaption
            Accessible.ignored: true
        }
    }

    IconButton {
        objectName: "removeChipButton"
        anchors.right: parent.right
        anchors.rightMargin: Theme.spaceXs
        anchors.verticalCenter: parent.verticalCenter
        glyph: "x"
        glyphSize: Theme.iconSmall
        side: Theme.pillHeight
        text: qsTr("Leave out %1").arg(chip.name)
        onClicked: chip.removed()
    }
}
