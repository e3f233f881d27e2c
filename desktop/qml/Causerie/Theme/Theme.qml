pragma Singleton
import QtQuick

// Every colour, size and duration of the window. Sizes of type follow `textScale`; sizes that hold type do too.
QtObject {
    id: theme

    // Set once by the shell from the person's settings.
    property string mode: "system"
    property real textScale: 1
    property bool reducedMotion: false

    readonly property bool dark: mode === "dark" || (mode === "system" && Application.styleHints.colorScheme === Qt.ColorScheme.Dark)

    // Surfaces
    readonly property color window: dark ? "#191815" : "#F7F5F0"
    readonly property color sidebar: dark ? "#141311" : "#EFECE4"
    readonly property color panel: dark ? "#201F1B" : "#FFFFFF"
    readonly property color sunken: dark ? "#161512" : "#F4F2EC"
    readonly property color well: dark ? "#1F1E1A" : "#E7E3D9"
    readonly property color line: dark ? "#2D2B26" : "#E3DFD5"
    readonly property color edge: dark ? "#3A3831" : "#D3CEC1"
    readonly property color scrim: dark ? "#99000000" : "#5924221E"

    // Ink
    readonly property color text: dark ? "#ECE8DF" : "#24221E"
    readonly property color dim: dark ? "#A09A8D" : "#69645A"
    readonly property color accent: dark ? "#74C3AE" : "#2C6E60"
    readonly property color accentSoft: dark ? "#21362F" : "#DCEBE5"
    readonly property color accentHover: dark ? "#86D0BC" : "#255F53"
    readonly property color accentPressed: dark ? "#62AF9B" : "#1E5046"
    readonly property color accentText: dark ? "#12211C" : "#FFFFFF"
    readonly property color assistant: dark ? "#B3A6FF" : "#5B4BC4"
    readonly property color assistantSoft: dark ? "#262239" : "#EFECFB"
    readonly property color danger: dark ? "#F08C84" : "#B23A32"
    readonly property color dangerSoft: dark ? "#38211F" : "#F9E9E6"
    readonly property color dangerText: dark ? "#2A1210" : "#FFFFFF"
    readonly property color warning: dark ? "#E0B35C" : "#855708"
    readonly property color warningSoft: dark ? "#332A17" : "#F8EFDA"
    readonly property color hover: dark ? "#0DECE8DF" : "#0D24221E"
    readonly property color pressed: dark ? "#1AECE8DF" : "#1724221E"
    readonly property color selection: dark ? "#3E6659" : "#BFDDD3"
    readonly property color shadow: dark ? "#66000000" : "#1F24221E"
    readonly property color clear: "transparent"
    readonly property color qrInk: "#24221E"
    readonly property color qrPaper: "#FFFFFF"

    // Type
    readonly property string sans: "Inter"
    readonly property string mono: "JetBrains Mono"
    readonly property int weightBody: Font.Normal
    readonly property int weightStrong: Font.DemiBold
    readonly property int textCaption: scaled(11)
    readonly property int textSmall: scaled(12)
    readonly property int textLabel: scaled(13)
    readonly property int textBody: scaled(14)
    readonly property int textLead: scaled(16)
    readonly property int textTitle: scaled(19)
    readonly property int textDisplay: scaled(24)
    readonly property real lineHeight: 1.12

    // Space
    readonly property int spaceXs: 4
    readonly property int spaceS: 8
    readonly property int spaceM: 12
    readonly property int spaceL: 16
    readonly property int spaceXl: 24
    readonly property int spaceXxl: 32

    // Shape
    readonly property int hairline: 1
    readonly property int focusWidth: 2
    readonly property int radiusField: 8
    readonly property int radiusCard: 12
    readonly property int radiusBubble: 16

    // Size
    readonly property int iconSmall: scaled(16)
    readonly property int iconSize: scaled(20)
    readonly property int iconLarge: scaled(28)
    readonly property int avatarTiny: scaled(26)
    readonly property int avatarSmall: scaled(34)
    readonly property int avatarMedium: scaled(38)
    readonly property int avatarLarge: scaled(56)
    readonly property int controlHeight: scaled(36)
    readonly property int pillHeight: scaled(30)
    readonly property int headerHeight: scaled(64)
    readonly property int rowHeight: scaled(62)
    readonly property int dot: scaled(8)
    readonly property int sidebarWidth: Math.max(292, Math.min(400, scaled(292)))
    readonly property int sidebarCollapsed: avatarMedium + 2 * spaceXl
    readonly property int timelineWidth: Math.max(760, scaled(760))
    readonly property int detailsWidth: Math.max(320, Math.min(420, scaled(320)))
    readonly property int dialogWidth: Math.max(460, Math.min(640, scaled(460)))
    readonly property int switchWidth: scaled(38)
    readonly property int switchHeight: scaled(22)
    readonly property int qrSize: scaled(196)
    readonly property int fileWidth: Math.max(300, Math.min(440, scaled(300)))
    readonly property int chipSide: scaled(40)
    readonly property int chipWidth: scaled(150)
    readonly property int collapseBelow: Math.max(760, scaled(760))
    readonly property int detailsFrom: Math.max(1100, scaled(1100))
    readonly property int windowWidth: 1280
    readonly property int windowHeight: 820
    readonly property int windowMinimumWidth: 640
    readonly property int windowMinimumHeight: 480

    // What covers what: notices stand over sheets and pictures and under dialogs, whose buttons they must not hide
    readonly property int layerPicture: 0
    readonly property int layerNotice: 1
    readonly property int layerDialog: 2
    readonly property int layerMenu: 3
    readonly property int layerTip: 4

    // Motion: opacity and position only
    readonly property int quick: reducedMotion ? 0 : 120
    readonly property int calm: reducedMotion ? 0 : 180
    readonly property int pulse: reducedMotion ? 0 : 900
    readonly property int tipDelay: 600
    readonly property int feedback: 1800
    readonly property int toastTime: 6000
    readonly property int easing: Easing.OutCubic

    function scaled(size: real): int {
        return Math.round(size * textScale);
    }

    // An avatar's colours, from a hue between 0 and 1.
    function avatarFill(hue: real): color {
        return dark ? Qt.hsla(hue, 0.34, 0.32, 1) : Qt.hsla(hue, 0.42, 0.81, 1);
    }

    function avatarInk(hue: real): color {
        return dark ? Qt.hsla(hue, 0.55, 0.88, 1) : Qt.hsla(hue, 0.55, 0.22, 1);
    }

    // The colour of an author's name on the timeline.
    function authorInk(hue: real): color {
        return dark ? Qt.hsla(hue, 0.55, 0.76, 1) : Qt.hsla(hue, 0.60, 0.29, 1);
    }
}
