"""The pure core: bytes and times in, decisions and bytes out. No sockets, SQL, clock or event loop."""
