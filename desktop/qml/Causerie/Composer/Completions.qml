pragma ComponentBehavior: Bound
import QtQuick
import Causerie.Controls
import Causerie.Theme
import Causerie.Views

// Names that fit what is typed after "@".
Rectangle {
    id: card

    required property Composer composer

    visible: composer.completions.length > 0
    width: Theme.detailsWidth
    height: column.implicitHeight + 2 * Theme.spaceXs
    radius: Theme.radiusCard
    color: Theme.panel
    border.width: Theme.hairline
    border.color: Theme.edge
    Accessible.role: Accessible.List
    Accessible.name: qsTr("People to mention")

    Column {
        id: column

        x: Theme.spaceXs
        y: Theme.spaceXs
        width: parent.width - 2 * Theme.spaceXs

        Repeater {
            model: card.composer.completions

            Rectangle {
                id: row

                required property int index
                required property var modelData

                readonly property bool chosen: index === card.composer.completionIndex

                width: column.width
                height: Theme.controlHeight + Theme.spaceXs
                radius: Theme.radiusField
                color: chosen ? Theme.hover : Theme.clear
                Accessible.role: Accessible.ListItem
                Accessible.name: modelData.assistant ? qsTr("%1, assistant").arg(modelData.name) : modelData.name
                Accessible.selected: chosen
                Accessible.onPressAction: card.composer.accept(index)

                Avatar {
                    id: face

                    x: Theme.spaceS
                    anchors.verticalCenter: parent.verticalCenter
                    size: Theme.avatarTiny
                    initial: row.modelData.initial
                    hue: row.modelData.hue
                    assistant: row.modelData.assistant
                }

                Label {
                    anchors.verticalCenter: parent.verticalCenter
                    x: face.x + face.width + Theme.spaceS
                    width: kind.x - x - Theme.spaceS
                    text: row.modelData.name
                    elide: Text.ElideRight
                    color: row.modelData.assistant ? Theme.assistant : Theme.text
                    font.weight: row.chosen ? Theme.weightStrong : Theme.weightBody
                    Accessible.ignored: true
                }

                Label {
                    id: kind

                    anchors.verticalCenter: parent.verticalCenter
                    anchors.right: parent.right
                    anchors.rightMargin: Theme.spaceM
                    text: row.modelData.assistant ? qsTr("assistant") : ""
                    color: Theme.dim
                    font.pixelSize: Theme.textSmall
                    Accessible.ignored: true
                }

                TapHandler {
                    onTapped: card.composer.accept(row.index)
                }
            }
        }
    }
}
