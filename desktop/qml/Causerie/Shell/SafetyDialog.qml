pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Causerie.Desktop
import Causerie.Theme
import Causerie.Controls
import Causerie.Views

// The number two people compare to know that nobody stands between them.
Dialog {
    id: dialog

    required property SafetySheet safety
    // Which of the two is under way: marking, or taking that back.
    property bool withdrawing: false

    title: safety.known ? safety.title : qsTr("Verify safety number")
    initialFocus: field
    onAboutToShow: field.text = ""
    onClosed: safety.close()

    Spinner {
        Layout.alignment: Qt.AlignHCenter
        visible: running
        running: dialog.safety.busy && !dialog.safety.known
        size: Theme.iconLarge
        color: Theme.accent
    }

    Banner {
        Layout.fillWidth: true
        kind: Banner.Danger
        text: dialog.safety.error
        hint: dialog.safety.hint
    }

    Banner {
        objectName: "changedBanner"
        Layout.fillWidth: true
        kind: Banner.Warning
        glyph: "shield-alert"
        text: dialog.safety.warning
        hint: dialog.safety.warningHint
    }

    Banner {
        objectName: "verifiedBanner"
        Layout.fillWidth: true
        kind: Banner.Calm
        glyph: "shield-check"
        text: dialog.safety.verifiedLine
    }

    Label {
        Layout.fillWidth: true
        visible: dialog.safety.known
        text: dialog.safety.how
        wrapMode: Text.Wrap
    }

    Rectangle {
        id: card

        readonly property bool beside: width >= left.implicitWidth + left.implicitHeight + 3 * Theme.spaceL

        Layout.fillWidth: true
        visible: dialog.safety.known
        implicitHeight: grid.implicitHeight + 2 * Theme.spaceL
        radius: Theme.radiusCard
        color: Theme.sunken
        border.width: Theme.hairline
        border.color: Theme.line

        GridLayout {
            id: grid

            anchors.centerIn: parent
            columns: card.beside ? 2 : 1
            columnSpacing: Theme.spaceL
            rowSpacing: Theme.spaceM

            ColumnLayout {
                id: left

                Layout.alignment: Qt.AlignCenter
                spacing: Theme.spaceM

                T.TextArea {
                    id: digits

                    objectName: "safetyDigits"
                    Layout.alignment: Qt.AlignHCenter
                    text: dialog.safety.lines
                    readOnly: true
                    selectByMouse: true
                    activeFocusOnTab: true
                    focusPolicy: Qt.StrongFocus
                    textFormat: TextEdit.PlainText
                    padding: Theme.spaceXs
                    color: Theme.text
                    selectionColor: Theme.selection
                    selectedTextColor: Theme.text
                    font.family: Theme.mono
                    font.pixelSize: Theme.textTitle
                    implicitWidth: contentWidth + leftPadding + rightPadding
                    implicitHeight: contentHeight + topPadding + bottomPadding
                    Accessible.role: Accessible.StaticText
                    Accessible.name: qsTr("Safety number: %1").arg(dialog.safety.digits)
                    Keys.onTabPressed: nextItemInFocusChain(true).forceActiveFocus(Qt.TabFocusReason)
                    Keys.onBacktabPressed: nextItemInFocusChain(false).forceActiveFocus(Qt.BacktabFocusReason)

                    background: Rectangle {
                        color: Theme.clear
                        radius: Theme.radiusField
                        border.width: digits.activeFocus ? Theme.focusWidth : 0
                        border.color: Theme.accent
                    }
                }

                CopyButton {
                    objectName: "copyNumberButton"
                    Layout.alignment: Qt.AlignHCenter
                    label: qsTr("Copy number")
                    value: dialog.safety.digits
                }
            }

            Rectangle {
                id: qr

                Layout.alignment: Qt.AlignCenter
                implicitWidth: Math.min(card.beside ? left.implicitHeight : Theme.qrSize, card.width - 2 * Theme.spaceL)
                implicitHeight: implicitWidth
                radius: Theme.radiusCard
                color: Theme.qrPaper
                border.width: Theme.hairline
                border.color: Theme.line
                Accessible.role: Accessible.Graphic
                Accessible.name: qsTr("The safety number as a QR code")

                QrCode {
                    anchors.fill: parent
                    anchors.margins: Theme.spaceXs
                    text: dialog.safety.qr
                    ink: Theme.qrInk
                }
            }
        }
    }

    Label {
        Layout.fillWidth: true
        Layout.topMargin: -Theme.spaceS
        visible: dialog.safety.known
        text: dialog.safety.devicesLine
        wrapMode: Text.Wrap
        color: Theme.dim
        font.pixelSize: Theme.textSmall
    }

    Field {
        id: comparison

        Layout.fillWidth: true
        visible: dialog.safety.known
        label: qsTr("Or paste the number you were sent, and Causerie compares")
        // What a comparison says must not be missed below the edge of a small window.
        onHeightChanged: {
            if (dialog.safety.verdictLine !== "")
                Qt.callLater(dialog.reveal, different.visible ? different : comparison);
        }

        TextField {
            id: field

            objectName: "compareField"
            Layout.fillWidth: true
            name: qsTr("The other’s safety number")
            placeholderText: "12345 67890 …"
            failed: dialog.safety.verdict === "different"
            font.family: Theme.mono
            onTextEdited: dialog.safety.compare(text)
        }

        RowLayout {
            Layout.fillWidth: true
            visible: dialog.safety.verdictLine !== "" && dialog.safety.verdict !== "different"
            spacing: Theme.spaceXs

            Icon {
                visible: dialog.safety.verdict === "same"
                name: "circle-check"
                size: Theme.iconSmall
                color: Theme.accent
            }

            Label {
                Layout.fillWidth: true
                text: dialog.safety.verdictLine
                wrapMode: Text.Wrap
                color: dialog.safety.verdict === "same" ? Theme.accent : Theme.dim
                font.pixelSize: Theme.textSmall
                Accessible.role: dialog.safety.verdict === "same" ? Accessible.AlertMessage : Accessible.StaticText
            }
        }

        Banner {
            id: different

            objectName: "differentBanner"
            Layout.fillWidth: true
            kind: Banner.Danger
            glyph: "shield-alert"
            text: dialog.safety.verdict === "different" ? dialog.safety.verdictLine : ""
        }
    }

    buttons: [
        Button {
            objectName: "markVerifiedButton"
            visible: dialog.safety.known && !dialog.safety.verified
            kind: Button.Primary
            glyph: "shield-check"
            text: qsTr("Mark as verified")
            enabled: !dialog.safety.busy && ["nothing", "same"].includes(dialog.safety.verdict)
            busy: dialog.safety.busy && !dialog.withdrawing
            onClicked: {
                dialog.withdrawing = false;
                dialog.safety.confirm();
            }
        },
        Button {
            objectName: "unverifyButton"
            visible: dialog.safety.removable
            text: qsTr("Remove verification")
            enabled: !dialog.safety.busy
            busy: dialog.safety.busy && dialog.withdrawing
            onClicked: {
                dialog.withdrawing = true;
                dialog.safety.unconfirm();
            }
        },
        Button {
            kind: Button.Quiet
            text: qsTr("Close")
            onClicked: dialog.close()
        }
    ]
}
