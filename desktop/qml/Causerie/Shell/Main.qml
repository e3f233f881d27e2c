pragma ComponentBehavior: Bound
import QtQuick
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

    Toast {
        id: toast

        anchors {
            horizontalCenter: parent.horizontalCenter
            bottom: parent.bottom
            bottomMargin: Theme.spaceXxl * 3
        }
        width: Math.min(implicitWidth, window.width - 2 * Theme.spaceL)
        visible: text !== ""
        text: window.app.session.notice
        serious: window.app.session.noticeSerious
        onDismissed: window.app.session.dismiss()
    }
}
