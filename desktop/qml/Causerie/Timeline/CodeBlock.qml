import QtQuick
import QtQuick.Templates as T
import Causerie.Controls
import Causerie.Theme

// Code as it was written, coloured, scrolling sideways rather than wrapping.
Rectangle {
    id: block

    required property string html
    required property string language
    required property string plain

    signal copyAsked(string text)

    implicitHeight: head.height + body.height + Theme.spaceS
    implicitWidth: code.implicitWidth + 2 * Theme.spaceL
    radius: Theme.radiusCard
    color: Theme.sunken
    border.width: Theme.hairline
    border.color: Theme.line

    Item {
        id: head

        width: parent.width
        height: Theme.controlHeight

        Label {
            anchors.verticalCenter: parent.verticalCenter
            x: Theme.spaceL
            width: copy.x - 2 * x
            elide: Text.ElideRight
            text: block.language === "math" ? qsTr("math") : block.language === "" ? qsTr("code") : block.language
            color: Theme.dim
            font.pixelSize: Theme.textSmall
        }

        IconButton {
            id: copy

            objectName: "copyCodeButton"
            anchors.right: parent.right
            anchors.rightMargin: Theme.spaceXs
            anchors.verticalCenter: parent.verticalCenter
            glyph: done.running ? "check" : "copy"
            glyphSize: Theme.iconSmall
            side: Theme.pillHeight
            ink: done.running ? Theme.accent : Theme.dim
            text: done.running ? qsTr("Copied") : qsTr("Copy the code")
            onClicked: {
                block.copyAsked(block.plain);
                done.restart();
            }

            Timer {
                id: done

                interval: Theme.feedback
            }
        }
    }

    Flickable {
        id: body

        anchors.top: head.bottom
        x: Theme.spaceL
        width: parent.width - 2 * Theme.spaceL
        height: code.implicitHeight + Theme.spaceXs
        contentWidth: Math.max(width, code.implicitWidth)
        contentHeight: height
        clip: contentWidth > width
        flickableDirection: Flickable.HorizontalFlick
        boundsBehavior: Flickable.StopAtBounds
        interactive: contentWidth > width
        T.ScrollBar.horizontal: ScrollBar {}

        TextEdit {
            id: code

            text: Rich.code(block.html)
            textFormat: TextEdit.RichText
            wrapMode: TextEdit.NoWrap
            readOnly: true
            selectByMouse: true
            selectionColor: Theme.selection
            selectedTextColor: Theme.text
            color: Theme.text
            font.family: Theme.mono
            font.pixelSize: Theme.textLabel
            font.features: ({
                    "calt": 0
                })
            Accessible.role: Accessible.StaticText
            Accessible.name: block.plain
            onActiveFocusChanged: {
                if (!activeFocus)
                    deselect();
            }
        }
    }
}
