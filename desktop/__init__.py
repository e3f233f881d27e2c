"""The desktop app: the window, the assistant and the headless peer, all on the public API of `sync`."""
