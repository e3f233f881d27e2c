"""The encrypted store: exact operations, what is projected from them for the window, and this device's own facts."""
