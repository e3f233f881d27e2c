"""Invite codes: text that somebody can be sent, and what both sides derive from it (PROTOCOL.md, "Invites").

A code is "causerie1" followed by its bytes and a checksum (see `bech32m`).
"""

import re
from hashlib import sha256
from typing import Annotated, Final, NamedTuple

from msgspec import Meta

from sync.core.bech32m import ALPHABET, CodeForm, Damaged, squeezed
from sync.core.hints import decode_addresses, encode_addresses
from sync.core.ids import ID_SIZE, AccountId, DeviceId, GroupId
from sync.core.ops import Wire
from sync.core.sealing import derive
from sync.core.signing import SigningKey, label
from sync.errors import InviteMalformed

SECRET_SIZE: Final = 16
FINGERPRINT_SIZE: Final = 6
PREFIX: Final = "causerie1"
LINKING_PREFIX: Final = "causerielink1"
"""What codes for linking a device begin with (see `linking`)."""
LINK: Final = "causerie:join/"

_VERSION: Final = 1
_FIXED_SIZE: Final = 2 + ID_SIZE + SECRET_SIZE + 4 + FINGERPRINT_SIZE
_FORM: Final = CodeForm(PREFIX, _VERSION, _FIXED_SIZE)
_FOREIGN: Final = re.compile(r"[a-z][a-z0-9+.]{1,}(?:1|:)[a-z0-9/?&=.]{16,}")
_HEADLESS: Final = re.compile(f"[{ALPHABET}]{{40,}}")


class InviteCode(NamedTuple):
    """What a code carries."""

    group: GroupId
    secret: bytes  # 16
    expires: int  # s since 1970
    inviter_fingerprint: bytes  # 6, see `fingerprint`
    addresses: tuple[str, ...] = ()  # "host:port" or "[v6]:port" where the inviter may be found


_Id = Meta(min_length=ID_SIZE, max_length=ID_SIZE)


class JoinStatement(Wire):
    """What the invite's key signs: this device of this account, on this connection, joins this group."""

    group: Annotated[GroupId, _Id]
    account: Annotated[AccountId, _Id]
    device: Annotated[DeviceId, _Id]
    binding: Annotated[bytes, _Id]
    dialler_nonce: Annotated[bytes, _Id]
    listener_nonce: Annotated[bytes, _Id]


def invite_key(secret: bytes) -> SigningKey:
    """Return the key that proves possession of an invite; its public half is the InviteId."""
    return SigningKey.from_bytes(derive(secret, "invite sign", b""))


def invite_discovery_key(secret: bytes) -> bytes:
    """Return the 32-byte key by which a newcomer and the group's members find each other."""
    return derive(secret, "invite discovery", b"")


def fingerprint(device: DeviceId) -> bytes:
    """Return the 6 bytes by which a code names the device that made it."""
    return sha256(label("device fingerprint") + device).digest()[:FINGERPRINT_SIZE]


# --- codes


def encode_code(code: InviteCode) -> str:
    """Return the text of a code; raises ValueError on sizes or addresses that do not fit."""
    sizes = (len(code.group), len(code.secret), len(code.inviter_fingerprint))
    if sizes != (ID_SIZE, SECRET_SIZE, FINGERPRINT_SIZE) or not 0 <= code.expires < 2**32:
        raise ValueError("a part of the invite has a wrong size")
    addresses = encode_addresses(code.addresses)
    fixed = code.group + code.secret + code.expires.to_bytes(4, "big") + code.inviter_fingerprint
    return _FORM.encode(bytes([_VERSION, len(addresses)]) + fixed + addresses)


def link(code: InviteCode) -> str:
    """Return the code as a link that opens Causerie."""
    return LINK + encode_code(code)


def _read(rest: str) -> tuple[InviteCode, str]:
    """Return the code whose characters after the prefix `rest` begins with, and its text; raises InviteMalformed."""
    try:
        data, text = _FORM.read(rest)
    except Damaged as damage:
        raise InviteMalformed(damage.message, damage.hint) from damage
    group, secret, expires, finger, addresses = (
        data[2:34], data[34:50], int.from_bytes(data[50:54], "big"), data[54:60], data[60:],
    )  # fmt: skip
    try:
        hints = decode_addresses(addresses)
    except ValueError:
        raise InviteMalformed("This code contains an address that makes no sense.", "Ask for a new code.") from None
    return InviteCode(GroupId(group), secret, expires, finger, hints), text


def parse_code(text: str) -> InviteCode:
    """Return the code in `text`, which may be a link, quoted, broken over lines or part of a sentence.

    Raises InviteMalformed with a sentence that says what is wrong with it.
    """
    pasted = squeezed(text)
    failure: InviteMalformed | None = None
    for rest in _FORM.places(pasted):
        try:
            return _read(rest)[0]
        except InviteMalformed as error:
            failure = error
    if failure is not None:
        raise failure
    if not pasted:
        raise InviteMalformed("There is no code here.", f"Paste the code you were sent; it begins with “{PREFIX}”.")
    if LINKING_PREFIX in pasted:
        raise InviteMalformed(
            "This code links a device to an account; it is no invite to a group.",
            "Use it when you start Causerie for the first time on a new device.",
        )
    if _FOREIGN.search(pasted):
        raise InviteMalformed("This is a link or a code of some other program, not an invite to Causerie.")
    if _HEADLESS.search(pasted):
        raise InviteMalformed(f"The beginning of this code is missing: codes begin with “{PREFIX}”.")
    raise InviteMalformed(f"There is no Causerie code in this text: codes begin with “{PREFIX}”.")


def find_code(text: str) -> str | None:
    """Return the code in a text such as the clipboard's, in its plain form, or None when there is no proper one."""
    for rest in _FORM.places(squeezed(text)):
        try:
            return _read(rest)[1]
        except InviteMalformed:
            continue
    return None
