"""Frames on a byte stream: a 4-byte big-endian length, then that many bytes (PROTOCOL.md, "Transport")."""

import struct

from sync.errors import HostileInput

_LENGTH = struct.Struct(">I")


def frame_header(size: int) -> bytes:
    """Return what precedes a frame of `size` bytes."""
    return _LENGTH.pack(size)


class FrameSplitter:
    """Cuts a stream into frames. A length over `limit` is refused before anything of that size is kept."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._buffer = bytearray()
        self._wanted: int | None = None

    @property
    def partial(self) -> bool:
        """Whether a frame has begun and is not complete."""
        return bool(self._buffer) or self._wanted is not None

    def feed(self, data: bytes) -> list[bytes]:
        """Return the frames that `data` completes; raises HostileInput for an empty or over-long one."""
        self._buffer += data
        frames: list[bytes] = []
        position = 0
        while True:
            wanted = self._wanted
            if wanted is None:
                if len(self._buffer) - position < _LENGTH.size:
                    break
                wanted = int.from_bytes(self._buffer[position : position + _LENGTH.size], "big")
                if not 0 < wanted <= self.limit:
                    raise HostileInput(f"a frame of {wanted} bytes where at most {self.limit} are allowed")
                position += _LENGTH.size
            end = position + wanted
            if len(self._buffer) < end:
                self._wanted = wanted
                break
            with memoryview(self._buffer) as view:
                frames.append(bytes(view[position:end]))
            position = end
            self._wanted = None
        del self._buffer[:position]
        return frames
