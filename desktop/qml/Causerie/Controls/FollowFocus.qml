import QtQuick
import QtQuick.Templates as T
import Causerie.Theme

// Keeps what has the keyboard in sight of `view`. A click moves nothing: what is clicked is in sight.
Connections {
    id: follower

    required property Flickable view

    target: view.Window.window

    function onActiveFocusItemChanged(): void {
        const item = view.Window.activeFocusItem;
        const reason = (item as T.Control)?.focusReason ?? (item as T.TextField)?.focusReason ?? (item as T.TextArea)?.focusReason;
        if (reason !== Qt.TabFocusReason && reason !== Qt.BacktabFocusReason)
            return;
        let above = item;
        while (above && above !== view.contentItem)
            above = above.parent;
        if (!above)
            return;
        const top = item.mapToItem(view.contentItem, 0, 0).y - Theme.spaceS;
        const bottom = top + item.height + 2 * Theme.spaceS;
        if (top < view.contentY || item.height > view.height)
            view.contentY = Math.max(0, top);
        else if (bottom > view.contentY + view.height)
            view.contentY = Math.min(bottom, view.contentHeight) - view.height;
    }
}
