pragma ComponentBehavior: Bound
import QtQuick
import QtQml.Models
import Causerie.Theme
import Causerie.Views

// The files of a message: one picture in its own shape, several side by side, anything else as a card.
Flow {
    id: shelf

    required property var model
    required property string messageId
    required property Files files
    required property color ground
    property real widest: Theme.fileWidth

    readonly property bool single: repeater.count === 1
    readonly property real wide: Math.min(Theme.fileWidth, widest)
    readonly property real half: Math.floor((wide - spacing) / 2)
    // As wide as what is in it: a tall picture makes a narrow bubble.
    readonly property real natural: single && repeater.count > 0 && repeater.itemAt(0) ? repeater.itemAt(0).width : wide

    signal opened(int number)
    signal saveAsked(int number)

    spacing: Theme.spaceXs

    Repeater {
        id: repeater

        model: shelf.model

        delegate: DelegateChooser {
            role: "picture"

            DelegateChoice {
                roleValue: true

                PictureTile {
                    required property bool alone
                    required property real ratio
                    required property int pixels

                    // A small picture is not blown up over its own size, but leaves room for words and buttons.
                    readonly property real own: pixels > 0 ? Math.max(shelf.half, pixels) : Theme.fileWidth
                    readonly property real most: Math.min(Theme.fileWidth, shelf.widest, own)

                    width: alone ? Math.round(Math.min(most, Theme.fileWidth * ratio)) : shelf.half
                    height: alone ? Math.round(width / ratio) : Math.round(shelf.half * 0.75)
                    crop: !alone
                    messageId: shelf.messageId
                    files: shelf.files
                    ground: shelf.ground
                    onOpened: number => shelf.opened(number)
                    onSaveAsked: number => shelf.saveAsked(number)
                }
            }

            DelegateChoice {
                FileCard {
                    width: shelf.wide
                    messageId: shelf.messageId
                    files: shelf.files
                    onSaveAsked: number => shelf.saveAsked(number)
                }
            }
        }
    }
}
