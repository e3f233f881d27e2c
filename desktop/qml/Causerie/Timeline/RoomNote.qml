import QtQuick
import QtQuick.Layouts
import Causerie.Controls
import Causerie.Theme
import Causerie.Views

// What stands in the middle while there are no messages: an empty room, one being joined, one that is closed.
EmptyState {
    id: note

    required property Timeline timeline
    // Words go first where there is little room.
    property bool roomy: true

    readonly property string situation: timeline.state
    readonly property bool alone: situation === "alone"
    readonly property bool joining: situation === "joining"

    // Whether one may invite: where only admins do, others are offered nothing.
    property bool inviting: true

    signal inviteAsked
    signal joinAsked
    signal actionFocused

    visible: ["alone", "quiet", "joining", "refused", "left", "removed"].includes(situation)
    glyph: !roomy ? "" : alone ? "user-plus" : situation === "quiet" ? "messages-square" : joining ? "hourglass" : situation === "refused" ? "circle-x" : "door-open"
    title: {
        if (alone)
            return qsTr("Invite someone");
        if (situation === "quiet")
            return qsTr("Say hello");
        if (joining)
            return qsTr("Joining…");
        if (situation === "refused")
            return qsTr("This did not work");
        return situation === "removed" ? qsTr("You were removed from this group") : qsTr("You left this group");
    }
    text: {
        if (alone)
            return !inviting ? qsTr("So far only you are here. The owner and the admins of this group can invite others.") : qsTr("So far only you are here. Make an invite code and paste it into whatever you already use to talk: whoever has it can join.");
        if (situation === "quiet" && timeline.direct)
            return qsTr("What you write here is end-to-end encrypted: only you and %1 can read it.").arg(timeline.name);
        if (situation === "quiet")
            return qsTr("What you write here is end-to-end encrypted: only the members of this group can read it.");
        if (joining)
            return timeline.notice !== "" ? timeline.notice : qsTr("Looking for somebody of this group on your network. Causerie keeps trying.");
        if (situation === "refused")
            return timeline.notice;
        return qsTr("Nothing was said here while you were in it.");
    }

    Spinner {
        Layout.alignment: Qt.AlignHCenter
        visible: note.joining
        running: note.joining
        color: Theme.accent
    }

    Button {
        Layout.alignment: Qt.AlignHCenter
        objectName: "emptyInviteButton"
        visible: note.alone && note.inviting
        kind: Button.Primary
        glyph: "ticket"
        text: qsTr("Invite people")
        onClicked: note.inviteAsked()
        onVisualFocusChanged: note.actionFocused()
    }

    Button {
        Layout.alignment: Qt.AlignHCenter
        visible: note.situation === "refused"
        kind: Button.Primary
        glyph: "clipboard-paste"
        text: qsTr("Paste another code")
        onClicked: note.joinAsked()
        onVisualFocusChanged: note.actionFocused()
    }
}
