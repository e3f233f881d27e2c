"""The frames by which devices fetch files from each other (PROTOCOL.md, "Attachments")."""

from typing import Annotated, Final, TypeAlias

from msgspec import Meta

from sync.core.files import HASH_SIZE, SEALED_CHUNK_BYTES
from sync.core.frame_fields import Digest32, Group
from sync.core.limits import MAX_FILE_BYTES, MAX_FILE_CHUNKS
from sync.core.ops import Wire

MAP_BYTES: Final = MAX_FILE_CHUNKS // 8
HASHES_BYTES: Final = MAX_FILE_CHUNKS * HASH_SIZE

FileSize = Annotated[int, Meta(ge=0, le=MAX_FILE_BYTES)]
ChunkIndex = Annotated[int, Meta(ge=0, le=MAX_FILE_CHUNKS)]
Chunks = Annotated[bytes, Meta(max_length=MAP_BYTES)]
Hashes = Annotated[bytes, Meta(max_length=HASHES_BYTES)]
SealedChunk = Annotated[bytes, Meta(max_length=SEALED_CHUNK_BYTES)]


class FileAsk(Wire, tag=64):
    """The sender wants a file that a message of the group names: what have you of it?"""

    group: Group
    root: Digest32
    want_hashes: bool


class FileHave(Wire, tag=65):
    """The chunks the sender has: an answer to FileAsk, and told again to who asked when there are more of them."""

    group: Group
    root: Digest32
    size: FileSize
    chunks: Chunks
    hashes: Hashes


class ChunkAsk(Wire, tag=66):
    """Send me this chunk."""

    group: Group
    root: Digest32
    index: ChunkIndex


class ChunkData(Wire, tag=67):
    """A sealed chunk that was asked for; empty where it is no longer here."""

    root: Digest32
    index: ChunkIndex
    data: SealedChunk


class FileDrop(Wire, tag=68):
    """The sender wants the file no longer: tell it of no further chunks."""

    group: Group
    root: Digest32


FileFrame: TypeAlias = FileAsk | FileHave | ChunkAsk | ChunkData | FileDrop
