pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Causerie.Theme

// One of many names, opened on demand.
T.ComboBox {
    id: list

    required property string name
    property list<string> options
    property string current

    signal chosen(string key)

    implicitWidth: Theme.detailsWidth
    implicitHeight: Theme.controlHeight
    leftPadding: Theme.spaceM
    rightPadding: Theme.spaceM + Theme.iconSmall
    hoverEnabled: true
    model: options
    currentIndex: Math.max(0, options.indexOf(current))
    font.family: Theme.sans
    font.pixelSize: Theme.textBody
    Accessible.name: name
    onActivated: index => chosen(options[index])

    contentItem: Text {
        text: list.displayText
        textFormat: Text.PlainText
        elide: Text.ElideRight
        verticalAlignment: Text.AlignVCenter
        font: list.font
        color: Theme.text
        Accessible.ignored: true
    }

    indicator: Icon {
        x: list.width - width - Theme.spaceM
        y: (list.height - height) / 2
        name: "chevron-down"
        size: Theme.iconSmall
        color: Theme.dim
    }

    background: Rectangle {
        radius: Theme.radiusField
        color: Theme.panel
        border.width: Theme.hairline
        border.color: list.hovered ? Theme.edge : Theme.line

        FocusRing {
            around: parent.radius
            shown: list.visualFocus
        }
    }

    delegate: T.ItemDelegate {
        id: row

        required property string modelData
        required property int index

        width: ListView.view ? ListView.view.width : implicitWidth
        implicitHeight: Theme.controlHeight
        padding: Theme.spaceS
        highlighted: list.highlightedIndex === index
        hoverEnabled: true
        Accessible.name: modelData

        contentItem: Text {
            text: row.modelData
            textFormat: Text.PlainText
            elide: Text.ElideMiddle
            verticalAlignment: Text.AlignVCenter
            font: list.font
            color: Theme.text
            Accessible.ignored: true
        }

        background: Rectangle {
            radius: Theme.radiusField
            color: row.highlighted ? Theme.hover : Theme.clear
        }
    }

    popup: T.Popup {
        z: Theme.layerMenu
        y: list.height + Theme.spaceXs
        width: list.width
        height: Math.min(contentItem.implicitHeight + topPadding + bottomPadding, Theme.controlHeight * 8)
        padding: Theme.spaceXs
        margins: Theme.spaceS

        contentItem: ListView {
            clip: true
            implicitHeight: contentHeight
            model: list.delegateModel
            currentIndex: list.highlightedIndex
            boundsBehavior: Flickable.StopAtBounds
            T.ScrollBar.vertical: ScrollBar {}
        }

        background: Rectangle {
            radius: Theme.radiusCard
            color: Theme.panel
            border.width: Theme.hairline
            border.color: Theme.edge
        }
    }
}
