"""Every limit of the protocol with its reason. Checked before anything is allocated (PROTOCOL.md, "Limits")."""

from typing import Final

VERSION: Final = 1

MAX_OPERATION_BYTES: Final = 64 * 1024
"""One operation as stored and sent; leaves room for a rekey of about 50 devices."""

MAX_MESSAGE_CHARACTERS: Final = 20_000
"""One message's text."""
MAX_MESSAGE_BYTES: Final = 56 * 1024
"""The same text as UTF-8, so that with its padding it fits one operation."""

MAX_NAME_CHARACTERS: Final = 64
"""Names of people, groups and assistants: what fits a line on screen."""
MAX_INSTRUCTIONS_CHARACTERS: Final = 4_000
MAX_DESCRIPTION_CHARACTERS: Final = 1_000

MAX_DEPS: Final = 16
MAX_CONTROL_HEADS: Final = 16
MAX_CONTROL_OPERATIONS: Final = 5_000
"""A group's membership history; bounds the resolver."""
MAX_CLOCK_STEP: Final = 2**32
"""How far the logical clock may run ahead of the control operations: no message can push it to the end of its range."""
MAX_BRANCHES: Final = 64
"""Branches of one log: copies of one device. Who forks his own log can make others remember no more than this."""
MAX_CUTS: Final = 500
"""Ends of logs that a removal names; more would not fit, and nobody can be let stay for having too many logs."""
MAX_MEMBERS: Final = 200
MAX_HOSTS: Final = 3
"""Devices a message asks to answer it."""
UNPLANNED_RANK: Final = MAX_HOSTS
"""The rank of an answer by a device the message did not ask, such as one that was asked again later."""

FRAME_BYTES_BEFORE_AUTH: Final = 4 * 1024
FRAME_BYTES: Final = 1024 * 1024
BATCH_OPERATIONS: Final = 500
BATCH_BYTES: Final = 768 * 1024
"""Operations in one frame; with the frame's own fields it stays under FRAME_BYTES."""

TAGS: Final = 16
TAG_BYTES: Final = 8

UNAUTHENTICATED_CONNECTIONS: Final = 32
UNAUTHENTICATED_PER_ADDRESS: Final = 4
HANDSHAKE_SECONDS: Final = 5.0
MODEST_BURST_SECONDS: Final = 0.3
MODEST_SHARE: Final = 0.25
PEER_BURST_SECONDS: Final = 3.0
PEER_SHARE: Final = 0.4
"""Processor time of one account's frames, at once (s) and for ever (s a second): before others go first; at all."""
STRANGERS_BURST: Final = 128
STRANGERS_RATE: Final = 40.0
"""Connections let in at once, and a second after that, from addresses that nobody with keys has come from."""
STRANGERS_AN_ADDRESS_BURST: Final = 32
STRANGERS_AN_ADDRESS_RATE: Final = 8.0
"""The same from one address, whoever came from there before."""

CLOCK_TOLERANCE_MS: Final = 2 * 60 * 1000
"""How far ahead of our own clock a message's time is believed for display order."""

INVITE_DEFAULT_SECONDS: Final = 7 * 24 * 3600
INVITE_DEFAULT_USES: Final = 20
INVITE_MAX_SECONDS: Final = 365 * 24 * 3600
INVITE_MAX_USES: Final = 1_000

TURN_LIFETIME_MS: Final = 10 * 60 * 1000
TURN_LEASE_SECONDS: Final = 20.0
TURN_STEP_SECONDS: Final = 8.0

FILE_CHUNK_BYTES: Final = 256 * 1024
"""A file is sealed, fetched and checked in pieces of this size."""
MAX_FILE_BYTES: Final = 2 * 1024**3
"""One attached file."""
MAX_FILE_CHUNKS: Final = MAX_FILE_BYTES // FILE_CHUNK_BYTES
MAX_FILE_NAME_CHARACTERS: Final = 120
"""With a number behind it, and four bytes a character, half of what file systems take; a line or two on screen."""
MAX_MIME_CHARACTERS: Final = 100
MAX_IMAGE_SIDE: Final = 65_535
"""Pixels on one side of an image, as its sender says: what JPEG can have."""
CHUNKS_IN_FLIGHT: Final = 4
"""Chunks of one file asked for and not here yet, of all its holders together: messages wait behind no more."""
