pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Causerie.Theme
import Causerie.Controls
import Causerie.Views

// Which model answers from this device: used at the first start and in the settings.
ColumnLayout {
    id: choice

    required property Hosting hosting
    property bool offerNone: false
    readonly property string key: keyField.text

    function forgetKey(): void {
        keyField.text = "";
    }

    spacing: Theme.spaceS
    Accessible.role: Accessible.Grouping
    Accessible.name: qsTr("Assistant")

    Choice {
        objectName: "builtinChoice"
        Layout.fillWidth: true
        radio: true
        assistant: true
        glyph: "cpu"
        text: qsTr("Built-in model")
        tag: qsTr("to try it out")
        detail: qsTr("Works at once, without key or network. Small: good for a first try, not for real questions.")
        checked: choice.hosting.kind === "builtin"
        onClicked: choice.hosting.choose("builtin")
    }

    Choice {
        objectName: "serverChoice"
        Layout.fillWidth: true
        radio: true
        assistant: true
        glyph: "server"
        text: choice.hosting.serverName !== "" ? qsTr("%1 on this machine").arg(choice.hosting.serverName) : qsTr("A model server of mine")
        detail: choice.hosting.serverName !== "" ? choice.hosting.serverDetail : choice.hosting.looking ? qsTr("Looking for one on this machine…") : qsTr("Ollama, LM Studio, llama.cpp, or any compatible address.")
        checked: choice.hosting.kind === "compatible"
        onClicked: choice.hosting.choose("compatible")
    }

    Field {
        Layout.fillWidth: true
        Layout.bottomMargin: Theme.spaceS
        visible: choice.hosting.kind === "compatible"
        label: qsTr("Address of the server")

        TextField {
            id: urlField

            objectName: "urlField"
            Layout.fillWidth: true
            name: qsTr("Address of the server")
            placeholderText: "http://127.0.0.1:11434/v1"
            ground: Theme.panel
            inputMethodHints: Qt.ImhUrlCharactersOnly
            text: choice.hosting.baseUrl
            onTextEdited: choice.hosting.setBaseUrl(text)
        }
    }

    Choice {
        objectName: "openaiChoice"
        Layout.fillWidth: true
        radio: true
        assistant: true
        glyph: "key-round"
        text: qsTr("My OpenAI key")
        detail: qsTr("The key stays on this machine. Only the group's messages go to OpenAI, and everybody can see which.")
        checked: choice.hosting.kind === "openai"
        onClicked: choice.hosting.choose("openai")
    }

    Field {
        Layout.fillWidth: true
        Layout.bottomMargin: Theme.spaceS
        visible: choice.hosting.kind === "openai" || choice.hosting.kind === "compatible"
        label: choice.hosting.kind === "openai" ? qsTr("API key") : qsTr("API key, if the server wants one")

        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.spaceS

            TextField {
                id: keyField

                objectName: "keyField"
                Layout.fillWidth: true
                name: qsTr("API key")
                placeholderText: choice.hosting.hasKey ? qsTr("A key is kept") : choice.hosting.kind === "openai" ? "sk-…" : ""
                ground: Theme.panel
                echoMode: TextInput.Password
                passwordCharacter: "•"
                inputMethodHints: Qt.ImhSensitiveData | Qt.ImhNoPredictiveText
                onAccepted: choice.hosting.test(text)
            }

            Button {
                objectName: "testKeyButton"
                text: qsTr("Test")
                busy: choice.hosting.busy
                onClicked: choice.hosting.test(keyField.text)
            }
        }
    }

    Field {
        Layout.fillWidth: true
        Layout.bottomMargin: Theme.spaceS
        visible: choice.hosting.kind !== "none" && choice.hosting.models.length > 1
        label: qsTr("Model")

        ChoiceList {
            objectName: "modelList"
            Layout.fillWidth: true
            name: qsTr("Model")
            options: choice.hosting.models
            current: choice.hosting.model
            onChosen: key => choice.hosting.setModel(key)
        }
    }

    Choice {
        objectName: "noneChoice"
        Layout.fillWidth: true
        visible: choice.offerNone
        radio: true
        glyph: "x"
        text: qsTr("None")
        detail: qsTr("Another member's device can still answer in your groups.")
        checked: choice.hosting.kind === "none"
        onClicked: choice.hosting.choose("none")
    }

    Switch {
        objectName: "sharingSwitch"
        Layout.fillWidth: true
        visible: choice.offerNone && choice.hosting.kind !== "none"
        text: qsTr("Also answer other members' questions")
        checked: choice.hosting.sharing
        onToggled: choice.hosting.setSharing(checked)
    }

    Banner {
        Layout.fillWidth: true
        text: choice.hosting.message
        kind: choice.hosting.works ? Banner.Calm : Banner.Danger
        glyph: choice.hosting.works ? "circle-check" : "circle-alert"
    }
}
