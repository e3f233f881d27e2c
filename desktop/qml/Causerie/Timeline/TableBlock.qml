pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Causerie.Controls
import Causerie.Theme

// A table in a card. Columns take what they need; when that is too much the widest give way, then it scrolls.
Rectangle {
    id: table

    required property list<var> cells
    required property int columns
    required property string plain

    property list<real> widths
    property list<real> heights
    property real wanted: 0

    readonly property real gap: Theme.spaceL + Theme.focusWidth
    readonly property real available: width - 2 * Theme.spaceL - gap * (columns - 1)
    readonly property real used: widths.reduce((sum, column) => sum + column, 0) + gap * Math.max(0, columns - 1)
    readonly property real smallest: Theme.scaled(64)

    signal linkAsked(string href)

    implicitWidth: wanted + 2 * Theme.spaceL
    implicitHeight: body.contentHeight + 2 * Theme.spaceM
    radius: Theme.radiusCard
    color: Theme.panel
    border.width: Theme.hairline
    border.color: Theme.line
    Accessible.role: Accessible.StaticText
    Accessible.name: plain
    onAvailableChanged: Qt.callLater(measure)

    function measure(): void {
        if (columns < 1 || repeater.count < cells.length || width <= 0)
            return;
        const wanted = new Array(columns).fill(0);
        for (let number = 0; number < cells.length; number++)
            wanted[number % columns] = Math.max(wanted[number % columns], Math.ceil((repeater.itemAt(number) as RichText)?.implicitWidth ?? 0));
        const total = wanted.reduce((sum, column) => sum + column, 0);
        table.wanted = total + gap * (columns - 1);
        widths = total <= available ? spread(wanted, available - total) : shrink(wanted);
        Qt.callLater(stack);
    }

    // The widest column takes what is left, so that the others stay together.
    function spread(wanted: list<real>, left: real): list<real> {
        const widest = wanted.indexOf(Math.max(...wanted));
        return wanted.map((column, number) => number === widest ? column + left : column);
    }

    function shrink(wanted: list<real>): list<real> {
        let ceiling = Math.max(...wanted);
        const fits = limit => wanted.reduce((sum, column) => sum + Math.min(column, limit), 0) <= available;
        let low = smallest;
        for (let step = 0; step < 12; step++) {
            const middle = (low + ceiling) / 2;
            if (fits(middle))
                low = middle;
            else
                ceiling = middle;
        }
        return wanted.map(column => Math.floor(Math.min(column, low)));
    }

    function stack(): void {
        const tall = new Array(Math.ceil(cells.length / Math.max(1, columns))).fill(0);
        for (let number = 0; number < repeater.count; number++) {
            const row = Math.floor(number / columns);
            tall[row] = Math.max(tall[row], Math.ceil((repeater.itemAt(number) as RichText)?.implicitHeight ?? 0));
        }
        heights = tall;
    }

    function above(row: int): real {
        let y = 0;
        for (let before = 0; before < row; before++)
            y += (heights[before] ?? 0) + Theme.spaceM;
        return y;
    }

    function before(column: int): real {
        let x = 0;
        for (let before = 0; before < column; before++)
            x += (widths[before] ?? 0) + gap;
        return x;
    }

    Flickable {
        id: body

        x: Theme.spaceL
        y: Theme.spaceM
        width: table.width - 2 * Theme.spaceL
        height: contentHeight
        contentWidth: Math.max(width, table.used)
        contentHeight: table.above(table.heights.length) - (table.heights.length > 0 ? Theme.spaceM : 0)
        clip: contentWidth > width
        interactive: contentWidth > width
        flickableDirection: Flickable.HorizontalFlick
        boundsBehavior: Flickable.StopAtBounds
        T.ScrollBar.horizontal: ScrollBar {}

        Repeater {
            id: repeater

            model: table.cells

            RichText {
                id: cell

                required property int index
                required property var modelData

                readonly property int column: index % table.columns
                readonly property bool header: modelData.header

                x: table.before(column)
                y: table.above(Math.floor(index / table.columns))
                width: table.widths[column] ?? implicitWidth
                html: modelData.html
                color: header ? Theme.dim : Theme.text
                font.pixelSize: header ? Theme.textSmall : Theme.textBody
                horizontalAlignment: modelData.align === "right" ? TextEdit.AlignRight : modelData.align === "center" ? TextEdit.AlignHCenter : TextEdit.AlignLeft
                onImplicitWidthChanged: Qt.callLater(table.measure)
                onImplicitHeightChanged: Qt.callLater(table.stack)
                onLinkAsked: href => table.linkAsked(href)
            }
        }
    }
}
