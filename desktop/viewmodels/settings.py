"""How the window looks and speaks on this device: kept in the profile's preferences."""

from collections.abc import Mapping

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from desktop.qt.languages import Languages
from desktop.viewmodels.base import Context, ViewModel
from sync.views import JsonValue

QML_IMPORT_NAME = "Causerie.Views"
QML_IMPORT_MAJOR_VERSION = 1

PREFERENCE = "window"
SMALLEST, LARGEST = 0.8, 2.0
THEMES = ("system", "light", "dark")


@QmlElement
class Settings(ViewModel):
    """Theme, text size, language and motion."""

    changed = Signal()
    languageChanged = Signal()

    def __init__(self, context: Context, languages: Languages, parent: QObject) -> None:
        super().__init__(context, parent)
        self._languages = languages
        self._theme = "system"
        self._text_scale = 1.0
        self._language = ""
        self._reduced_motion = False

    @Property(str, notify=changed)
    def theme(self) -> str:
        """system, light or dark."""
        return self._theme

    @Property(float, notify=changed)
    def textScale(self) -> float:
        """The size of text, 1 being ordinary."""
        return self._text_scale

    @Property(bool, notify=changed)
    def reducedMotion(self) -> bool:
        """Whether things appear without moving."""
        return self._reduced_motion

    @Property(str, notify=languageChanged)
    def language(self) -> str:
        """The language chosen: a code, or empty for the system's."""
        return self._language

    async def load(self) -> None:
        """Read the settings; anything unreadable stays as it is."""
        kept = await self.bridge.call(lambda engine: engine.preferences.get(PREFERENCE, {}))
        if isinstance(kept, dict):
            self.apply(kept)

    def apply(self, values: Mapping[str, object]) -> None:
        """Take what is valid of `values`."""
        theme, scale = values.get("theme"), values.get("text_scale")
        if theme in THEMES:
            self._theme = str(theme)
        if isinstance(scale, int | float):
            self._text_scale = min(max(float(scale), SMALLEST), LARGEST)
        self._reduced_motion = values.get("reduced_motion", self._reduced_motion) is True
        self.changed.emit()
        language = values.get("language", self._language)
        if isinstance(language, str) and language != self._language:
            self._speak(language)

    @Slot(str)
    def setTheme(self, theme: str) -> None:
        """Look light, dark, or as the system does."""
        self.apply({"theme": theme})
        self._keep()

    @Slot(float)
    def setTextScale(self, scale: float) -> None:
        """Make text larger or smaller."""
        self.apply({"text_scale": round(scale, 2)})
        self._keep()

    @Slot(bool)
    def setReducedMotion(self, reduced: bool) -> None:
        """Let things appear without moving."""
        self.apply({"reduced_motion": reduced})
        self._keep()

    @Slot(str)
    def setLanguage(self, language: str) -> None:
        """Speak another language, at once."""
        if language != self._language:
            self._speak(language)
            self._keep()

    def _speak(self, language: str) -> None:
        self._language = language
        self._languages.use(language)
        self.languageChanged.emit()

    def _keep(self) -> None:
        values: dict[str, JsonValue] = {
            "theme": self._theme,
            "text_scale": self._text_scale,
            "language": self._language,
            "reduced_motion": self._reduced_motion,
        }

        async def keep() -> None:
            await self.bridge.call(lambda engine: engine.preferences.set(PREFERENCE, values))

        self.context.spawn(keep())
