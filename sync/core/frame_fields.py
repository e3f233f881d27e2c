"""The fields frames are made of, each with its limits (PROTOCOL.md, "Frames")."""

from typing import Annotated, Final

from msgspec import Meta

from sync.core.ids import ID_SIZE, LOG_ID_SIZE, GroupId, LogId, MessageId, OpId, RequestId
from sync.core.limits import MAX_NAME_CHARACTERS, TAG_BYTES, TAGS, UNPLANNED_RANK
from sync.core.signing import MAX_COUNTER, SIGNATURE_SIZE

NONCE_SIZE: Final = 32
ACCEPT_GROUPS: Final = 100
"""Groups an Accept can name within FRAME_BYTES_BEFORE_AUTH; further ones are told by Share."""
VECTOR_LOGS: Final = 8_192
"""Logs of a group a Vector can list within FRAME_BYTES."""
MAX_CODE_CHARACTERS: Final = 40
MAX_SENTENCE_CHARACTERS: Final = 300
MAX_MODEL_CHARACTERS: Final = 200
MAX_ATTEMPTS: Final = 1_000_000

Group = Annotated[GroupId, Meta(min_length=ID_SIZE, max_length=ID_SIZE)]
GroupOrNone = Annotated[GroupId, Meta(max_length=ID_SIZE)]
Log = Annotated[LogId, Meta(min_length=LOG_ID_SIZE, max_length=LOG_ID_SIZE)]
Operation32 = Annotated[OpId, Meta(min_length=ID_SIZE, max_length=ID_SIZE)]
RequestId32 = Annotated[RequestId, Meta(min_length=ID_SIZE, max_length=ID_SIZE)]
MessageId32 = Annotated[MessageId, Meta(min_length=ID_SIZE, max_length=ID_SIZE)]
Digest32 = Annotated[bytes, Meta(min_length=32, max_length=32)]
Nonce = Annotated[bytes, Meta(min_length=NONCE_SIZE, max_length=NONCE_SIZE)]
Tag = Annotated[bytes, Meta(min_length=TAG_BYTES, max_length=TAG_BYTES)]
TagOrNone = Annotated[bytes, Meta(max_length=TAG_BYTES)]
Tags = Annotated[tuple[Tag, ...], Meta(min_length=TAGS, max_length=TAGS)]
Signature = Annotated[bytes, Meta(min_length=SIGNATURE_SIZE, max_length=SIGNATURE_SIZE)]
Counter = Annotated[int, Meta(ge=0, le=MAX_COUNTER)]
Name = Annotated[str, Meta(max_length=MAX_NAME_CHARACTERS)]
Code = Annotated[str, Meta(max_length=MAX_CODE_CHARACTERS)]
Sentence = Annotated[str, Meta(max_length=MAX_SENTENCE_CHARACTERS)]
Model = Annotated[str, Meta(max_length=MAX_MODEL_CHARACTERS)]
Rank = Annotated[int, Meta(ge=0, le=UNPLANNED_RANK)]
Attempt = Annotated[int, Meta(ge=0, le=MAX_ATTEMPTS)]
