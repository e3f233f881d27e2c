"""A second implementation, written from PROTOCOL.md alone: nothing in here knows the program's own code.

What it does with the real engine (`tests/scenarios/test_second_implementation.py`), and with the published vectors,
shows that the document says enough. Plain arrays, bytes and numbers, and no more of the protocol than a small client
needs: it joins by a code, reads, writes, and resolves histories without quarrels.
"""
