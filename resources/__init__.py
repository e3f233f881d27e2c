"""Icons, fonts, translations and the app icon."""
