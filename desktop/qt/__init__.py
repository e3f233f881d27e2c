"""What the window needs of Qt beyond QML: icons, fonts, the clipboard, the network guard."""
