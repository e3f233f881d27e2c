"""`causerie-peer`: a peer without a window. JSON-RPC 2.0, one object a line, on stdin and stdout (HEADLESS.md)."""
