"""Finding other devices, reaching them and keeping one connection to each (PROTOCOL.md, "Discovery", "Transport")."""
