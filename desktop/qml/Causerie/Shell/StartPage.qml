pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Causerie.Theme
import Causerie.Controls

// A page of the first start: the sign, a title, a sentence and what to do, in a column that scrolls when it must.
FocusScope {
    id: page

    required property string title
    property string text
    property string footnote
    default property alias content: slot.data

    focus: true

    Rectangle {
        anchors.fill: parent
        color: Theme.window
    }

    Flickable {
        id: flick

        anchors.fill: parent
        contentWidth: width
        contentHeight: Math.max(height, column.implicitHeight + 2 * Theme.spaceXl)
        boundsBehavior: Flickable.StopAtBounds
        T.ScrollBar.vertical: ScrollBar {}

        ColumnLayout {
            id: column

            anchors.centerIn: parent
            width: Math.min(Theme.dialogWidth, flick.width - 2 * Theme.spaceXl)
            spacing: Theme.spaceM

            AppMark {
                Layout.bottomMargin: Theme.spaceS
            }

            Label {
                Layout.fillWidth: true
                text: page.title
                wrapMode: Text.Wrap
                font.pixelSize: Theme.textDisplay
                font.weight: Theme.weightStrong
                Accessible.role: Accessible.Heading
            }

            Label {
                Layout.fillWidth: true
                Layout.bottomMargin: Theme.spaceM
                visible: text !== ""
                text: page.text
                wrapMode: Text.Wrap
                color: Theme.dim
            }

            ColumnLayout {
                id: slot

                Layout.fillWidth: true
                Layout.maximumWidth: Number.POSITIVE_INFINITY
                spacing: Theme.spaceM
            }

            Label {
                Layout.fillWidth: true
                Layout.topMargin: Theme.spaceM
                visible: text !== ""
                text: page.footnote
                wrapMode: Text.Wrap
                color: Theme.dim
                font.pixelSize: Theme.textSmall
            }
        }
    }
}
