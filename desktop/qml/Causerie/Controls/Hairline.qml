import QtQuick
import QtQuick.Layouts
import Causerie.Theme

Rectangle {
    implicitHeight: Theme.hairline
    implicitWidth: Theme.hairline
    Layout.fillWidth: true
    color: Theme.line
    Accessible.ignored: true
}
