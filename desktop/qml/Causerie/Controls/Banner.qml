pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Causerie.Theme

// A sentence that matters, with what to do about it. Its kind shows by icon as well as by colour.
Rectangle {
    id: banner

    enum Kind {
        Calm,
        Warning,
        Danger
    }

    property int kind: Banner.Calm
    property string text
    property string hint
    property string glyph: kind === Banner.Calm ? "info" : kind === Banner.Warning ? "triangle-alert" : "circle-alert"
    default property alias extra: slot.data

    readonly property color ink: kind === Banner.Calm ? Theme.accent : kind === Banner.Warning ? Theme.warning : Theme.danger

    visible: text !== ""
    implicitHeight: row.implicitHeight + 2 * Theme.spaceM
    implicitWidth: Theme.dialogWidth
    radius: Theme.radiusCard
    color: kind === Banner.Calm ? Theme.accentSoft : kind === Banner.Warning ? Theme.warningSoft : Theme.dangerSoft

    RowLayout {
        id: row

        anchors {
            left: parent.left
            right: parent.right
            top: parent.top
            margins: Theme.spaceM
        }
        spacing: Theme.spaceM

        Icon {
            Layout.alignment: Qt.AlignTop
            name: banner.glyph
            color: banner.ink
            size: Theme.iconSize
        }

        ColumnLayout {
            id: slot

            Layout.fillWidth: true
            Layout.maximumWidth: Number.POSITIVE_INFINITY
            spacing: Theme.spaceXs

            Label {
                Layout.fillWidth: true
                text: banner.text
                wrapMode: Text.Wrap
                font.pixelSize: Theme.textLabel
                font.weight: Theme.weightStrong
                Accessible.role: banner.kind === Banner.Calm ? Accessible.StaticText : Accessible.AlertMessage
            }

            Label {
                Layout.fillWidth: true
                visible: banner.hint !== ""
                text: banner.hint
                wrapMode: Text.Wrap
                color: Theme.text
                font.pixelSize: Theme.textLabel
            }
        }
    }
}
