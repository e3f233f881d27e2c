pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Causerie.Theme
import Causerie.Controls
import Causerie.Views

// The window: one page per stage, and the notices over them.
Window {
    id: window

    required property AppModel app

    width: Theme.windowWidth
    height: Theme.windowHeight
    minimumWidth: Theme.windowMinimumWidth
    minimumHeight: Theme.windowMinimumHeight
    visible: true
    color: Theme.window
    title: app.stage === "main" && app.details.open ? qsTr("%1 – Causerie").arg(app.details.name) : "Causerie"

    Binding {
        target: Theme
        property: "mode"
        value: window.app.settings.theme
    }

    Binding {
        target: Theme
        property: "textScale"
        value: window.app.settings.textScale
    }

    Binding {
        target: Theme
        property: "reducedMotion"
        value: window.app.settings.reducedMotion
    }

    Connections {
        target: window.app

        function onRaised(): void {
            window.show();
            window.raise();
            window.requestActivate();
        }
    }

    Loader {
        id: pages

        anchors.fill: parent
        focus: true
        sourceComponent: {
            switch (window.app.stage) {
            case "main":
                return mainPage;
            case "name":
                return namePage;
            case "assistant":
                return assistantPage;
            case "passphrase":
                return passphrasePage;
            case "unlock":
                return unlockPage;
            case "failed":
                return failedPage;
            default:
                return startingPage;
            }
        }
    }

    Component {
        id: startingPage

        Item {
            AppMark {
                anchors.centerIn: parent
            }
        }
    }

    Component {
        id: mainPage

        MainPage {
            app: window.app
        }
    }

    Component {
        id: namePage

        NamePage {
            session: window.app.session
        }
    }

    Component {
        id: assistantPage

        AssistantPage {
            hosting: window.app.hosting
            onDone: window.app.finishSetup()
        }
    }

    Component {
        id: passphrasePage

        PassphrasePage {
            opening: window.app.opening
        }
    }

    Component {
        id: unlockPage

        UnlockPage {
            opening: window.app.opening
        }
    }

    Component {
        id: failedPage

        FailedPage {
            opening: window.app.opening
        }
    }

    // Over sheets too: what was done there can be undone here.
    T.Popup {
        parent: T.Overlay.overlay
        width: Math.min(toast.implicitWidth, window.width - 2 * Theme.spaceL)
        height: toast.implicitHeight
        x: parent ? (parent.width - width) / 2 : 0
        y: parent ? parent.height - height - Theme.spaceXxl * 3 : 0
        z: Theme.layerNotice
        padding: 0
        closePolicy: T.Popup.NoAutoClose
        visible: window.app.session.notice !== ""

        contentItem: Toast {
            id: toast

            text: window.app.session.notice
            serious: window.app.session.noticeSerious
            offer: window.app.session.noticeOffer
            onDismissed: window.app.session.dismiss()
            onAccepted: window.app.session.acceptOffer()
        }
    }
}
