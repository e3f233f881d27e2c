"""The languages of the window: translators and the locale of dates and numbers, changed while it runs."""

from PySide6.QtCore import QCoreApplication, QLocale, QObject, QTranslator

from desktop.qt.paths import TRANSLATIONS

SUPPORTED = ("en", "fr")


class Languages(QObject):
    """Speaks one language at a time. English is loaded too: its file holds the plural forms."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._system = QLocale.system()
        self._translator: QTranslator | None = None

    def use(self, code: str) -> None:
        """Speak `code`, or the system's language for an empty one; English if that is not among ours."""
        wanted = code or self._system.name()[:2]
        language = wanted if wanted in SUPPORTED else "en"
        if self._translator is not None:
            QCoreApplication.removeTranslator(self._translator)
        translator = QTranslator(self)
        if translator.load(f"causerie_{language}", str(TRANSLATIONS)):
            QCoreApplication.installTranslator(translator)
        self._translator = translator
        same = self._system.name()[:2] == language
        QLocale.setDefault(self._system if same else QLocale(language))
