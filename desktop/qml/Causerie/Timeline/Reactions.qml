pragma ComponentBehavior: Bound
import QtQuick
import Causerie.Controls
import Causerie.Theme

// Who answered with an emoji, counted.
Flow {
    id: reactions

    required property list<var> entries

    visible: entries.length > 0
    spacing: Theme.spaceXs

    Repeater {
        model: reactions.entries

        Rectangle {
            id: pill

            required property var modelData

            implicitWidth: row.implicitWidth + Theme.spaceM + Theme.spaceXs
            implicitHeight: row.implicitHeight + Theme.spaceXs
            radius: height / 2
            color: modelData.mine ? Theme.accentSoft : Theme.panel
            border.width: Theme.hairline
            border.color: modelData.mine ? Theme.accent : Theme.line
            Accessible.role: Accessible.StaticText
            Accessible.name: `${modelData.emoji} ${modelData.count}`

            Row {
                id: row

                anchors.centerIn: parent
                spacing: Theme.spaceXs

                Label {
                    anchors.verticalCenter: parent.verticalCenter
                    text: pill.modelData.emoji
                    font.pixelSize: Theme.textSmall
                    Accessible.ignored: true
                }

                Label {
                    anchors.verticalCenter: parent.verticalCenter
                    text: pill.modelData.count
                    color: pill.modelData.mine ? Theme.accent : Theme.dim
                    font.pixelSize: Theme.textSmall
                    Accessible.ignored: true
                }
            }
        }
    }
}
