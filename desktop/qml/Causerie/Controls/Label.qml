import QtQuick
import Causerie.Theme

// Plain text. What people wrote is never read as markup.
Text {
    color: Theme.text
    font.family: Theme.sans
    font.pixelSize: Theme.textBody
    lineHeight: Theme.lineHeight
    textFormat: Text.PlainText
    Accessible.role: Accessible.StaticText
    Accessible.name: text
}
