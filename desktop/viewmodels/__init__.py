"""QObjects and list models between the engine and QML: they translate, they never decide."""
