pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Causerie.Theme
import Causerie.Controls
import Causerie.Views

// A month to choose a day from. Arrow keys move by days and weeks, Page Up and Page Down by months, Enter goes there.
Dialog {
    id: dialog

    required property Dates dates

    title: qsTr("Go to a date")
    initialFocus: grid

    function go(): void {
        dates.go();
        close();
    }

    RowLayout {
        Layout.fillWidth: true
        spacing: Theme.spaceS

        IconButton {
            objectName: "earlierMonthButton"
            glyph: "chevron-left"
            text: qsTr("The month before")
            enabled: dialog.dates.earlier
            onClicked: dialog.dates.moveMonths(-1)
        }

        Label {
            objectName: "monthLabel"
            Layout.fillWidth: true
            horizontalAlignment: Text.AlignHCenter
            text: dialog.dates.title
            font.weight: Theme.weightStrong
            Accessible.role: Accessible.Heading
        }

        IconButton {
            objectName: "laterMonthButton"
            glyph: "chevron-right"
            text: qsTr("The month after")
            enabled: dialog.dates.later
            onClicked: dialog.dates.moveMonths(1)
        }
    }

    GridView {
        id: grid

        readonly property real side: Math.min(width / 7, Theme.controlHeight + Theme.spaceS)

        objectName: "dayGrid"
        Layout.fillWidth: true
        implicitHeight: contentHeight
        cellWidth: Math.floor(width / 7)
        cellHeight: side
        interactive: false
        activeFocusOnTab: true
        keyNavigationEnabled: false
        model: dialog.dates
        currentIndex: dialog.dates.current
        highlightFollowsCurrentItem: false
        Accessible.role: Accessible.Table
        Accessible.name: qsTr("Days")
        Accessible.description: dialog.dates.chosen
        Keys.onLeftPressed: dialog.dates.move(mirrored ? 1 : -1)
        Keys.onRightPressed: dialog.dates.move(mirrored ? -1 : 1)
        Keys.onUpPressed: dialog.dates.move(-7)
        Keys.onDownPressed: dialog.dates.move(7)
        Keys.onReturnPressed: dialog.go()
        Keys.onEnterPressed: dialog.go()
        Keys.onPressed: event => {
            if (event.key === Qt.Key_PageUp || event.key === Qt.Key_PageDown)
                dialog.dates.moveMonths((event.key === Qt.Key_PageUp ? -1 : 1) * (event.modifiers & Qt.ShiftModifier ? 12 : 1));
            else if (event.key === Qt.Key_Home)
                dialog.dates.chooseFirst();
            else if (event.key === Qt.Key_End)
                dialog.dates.chooseToday();
            else
                return;
            event.accepted = true;
        }

        readonly property bool mirrored: LayoutMirroring.enabled

        header: Row {
            width: grid.width

            Repeater {
                model: dialog.dates.weekdays

                Label {
                    required property string modelData

                    width: grid.cellWidth
                    horizontalAlignment: Text.AlignHCenter
                    bottomPadding: Theme.spaceS
                    text: modelData
                    color: Theme.dim
                    font.pixelSize: Theme.textSmall
                    Accessible.ignored: true
                }
            }
        }

        delegate: Day {
            width: grid.cellWidth
            height: grid.cellHeight
            ringed: chosen && grid.activeFocus
            onClicked: dialog.dates.pick(index)
            onDoubleClicked: dialog.go()
        }
    }

    buttons: [
        Button {
            objectName: "goToDateButton"
            kind: Button.Primary
            text: qsTr("Go there")
            onClicked: dialog.go()
        },
        Button {
            objectName: "firstDayButton"
            kind: Button.Quiet
            text: qsTr("The beginning")
            onClicked: dialog.dates.chooseFirst()
        }
    ]

    component Day: T.ItemDelegate {
        id: cell

        required property int index
        required property int number
        required property bool inMonth
        required property bool open
        required property bool today
        required property bool chosen
        required property string spoken
        property bool ringed: false

        objectName: chosen ? "chosenDay" : "day"
        enabled: open
        hoverEnabled: true
        focusPolicy: Qt.NoFocus
        Accessible.role: Accessible.Cell
        Accessible.name: spoken
        Accessible.selectable: true
        Accessible.selected: chosen
        Accessible.onPressAction: click()

        contentItem: Label {
            text: cell.number
            horizontalAlignment: Text.AlignHCenter
            verticalAlignment: Text.AlignVCenter
            color: cell.chosen ? Theme.accentText : cell.today ? Theme.accent : cell.inMonth ? Theme.text : Theme.dim
            opacity: cell.open ? 1 : 0.35
            font.weight: cell.today || cell.chosen ? Theme.weightStrong : Theme.weightBody
            Accessible.ignored: true
        }

        background: Item {
            Rectangle {
                anchors.centerIn: parent
                width: Math.min(parent.width, parent.height) - Theme.spaceXs
                height: width
                radius: width / 2
                color: cell.chosen ? Theme.accent : cell.down ? Theme.pressed : cell.hovered ? Theme.hover : Theme.clear

                FocusRing {
                    around: parent.radius
                    shown: cell.ringed
                }
            }
        }
    }
}
