"""Invite codes: text that somebody can be sent, and what both sides derive from it (PROTOCOL.md, "Invites").

A code is "causerie1" followed by its bytes and a checksum in Bech32m (BIP 350). It says itself how long it is, so it
can be found in the middle of a sentence, and broken over lines.
"""

import re
import unicodedata
from collections.abc import Iterator
from hashlib import sha256
from ipaddress import IPv4Address, IPv6Address
from typing import Annotated, Final, NamedTuple

from msgspec import Meta

from sync.core.ids import ID_SIZE, AccountId, DeviceId, GroupId
from sync.core.ops import Wire
from sync.core.sealing import derive
from sync.core.signing import SigningKey, label
from sync.errors import InviteMalformed

SECRET_SIZE: Final = 16
FINGERPRINT_SIZE: Final = 6
MAX_ADDRESSES: Final = 4
PREFIX: Final = "causerie1"
LINK: Final = "causerie:join/"
MAX_TEXT_CHARACTERS: Final = 20_000
"""How much pasted text is searched for a code."""

_VERSION: Final = 1
_ALPHABET: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_VALUES: Final = {character: value for value, character in enumerate(_ALPHABET)}
_CHECKSUM: Final = 6
_BECH32M: Final = 0x2BC830A3
_GENERATOR: Final = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_FIXED_SIZE: Final = 2 + ID_SIZE + SECRET_SIZE + 4 + FINGERPRINT_SIZE
_IPV4: Final = 4
_IPV6: Final = 6
_HOST: Final = 0
_IGNORED: Final = re.compile(r"[\s\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\"'`*_>|«»‹›„“”‚‘’\u2010-\u2015-]")
_FOREIGN: Final = re.compile(r"[a-z][a-z0-9+.]{1,}(?:1|:)[a-z0-9/?&=.]{16,}")
_HEADLESS: Final = re.compile(f"[{_ALPHABET}]{{40,}}")
_HOST_NAME: Final = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?")


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


# --- Bech32m


def _checksum(values: list[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(_GENERATOR):
            if top >> bit & 1:
                check ^= generator
    return check


_PREFIX_VALUES: Final = [*(ord(c) >> 5 for c in PREFIX[:-1]), 0, *(ord(c) & 31 for c in PREFIX[:-1])]


def _to_words(data: bytes) -> list[int]:
    bits = -(-len(data) * 8 // 5)
    number = int.from_bytes(data, "big") << (bits * 5 - len(data) * 8)
    return [number >> 5 * (bits - 1 - index) & 31 for index in range(bits)]


def _to_bytes(words: list[int]) -> bytes:
    """Return the whole bytes in `words`; bits left over are dropped (the checksum has vouched for them)."""
    size = len(words) * 5 // 8
    number = 0
    for word in words:
        number = number << 5 | word
    return (number >> (len(words) * 5 - size * 8)).to_bytes(size, "big")


def _characters(payload_bytes: int) -> int:
    """Return how many characters follow the prefix for so many bytes."""
    return -(-payload_bytes * 8 // 5) + _CHECKSUM


# --- addresses


def _encode_address(address: str) -> bytes:
    host, colon, port_text = address.rpartition(":")
    if not colon or not port_text.isascii() or not port_text.isdigit() or not 0 < int(port_text) < 2**16:
        raise ValueError("an address is host:port or [v6]:port")
    port = int(port_text).to_bytes(2, "big")
    if host.startswith("[") and host.endswith("]"):
        return bytes([_IPV6]) + IPv6Address(host[1:-1]).packed + port
    try:
        return bytes([_IPV4]) + IPv4Address(host).packed + port
    except ValueError:
        if not _HOST_NAME.fullmatch(host.lower()):
            raise ValueError("an address is host:port or [v6]:port") from None
        return bytes([_HOST, len(host)]) + host.lower().encode("ascii") + port


def _decode_addresses(data: bytes) -> Iterator[str]:
    """Yield the addresses in `data`; raises ValueError or IndexError."""
    while data:
        form, size, start = data[0], {_IPV4: 4, _IPV6: 16}.get(data[0], 0), 1
        if form == _HOST:
            size, start = data[1], 2
        raw, port, data = data[start : start + size], data[start + size : start + size + 2], data[start + size + 2 :]
        if len(raw) != size or size == 0 or len(port) != 2 or port == b"\0\0":
            raise ValueError("address cut off")
        if form == _HOST:
            host = raw.decode("ascii")
            if not _HOST_NAME.fullmatch(host):
                raise ValueError("not a host name")
        else:
            host = str(IPv4Address(raw)) if form == _IPV4 else f"[{IPv6Address(raw)}]"
        yield f"{host}:{int.from_bytes(port, 'big')}"


# --- codes


def encode_code(code: InviteCode) -> str:
    """Return the text of a code; raises ValueError on sizes or addresses that do not fit."""
    sizes = (len(code.group), len(code.secret), len(code.inviter_fingerprint))
    if sizes != (ID_SIZE, SECRET_SIZE, FINGERPRINT_SIZE) or not 0 <= code.expires < 2**32:
        raise ValueError("a part of the invite has a wrong size")
    addresses = b"".join(_encode_address(each) for each in code.addresses)
    if len(code.addresses) > MAX_ADDRESSES or len(addresses) > 255:
        raise ValueError("too many addresses")
    fixed = code.group + code.secret + code.expires.to_bytes(4, "big") + code.inviter_fingerprint
    words = _to_words(bytes([_VERSION, len(addresses)]) + fixed + addresses)
    check = _checksum(_PREFIX_VALUES + words + [0] * _CHECKSUM) ^ _BECH32M
    words += [check >> 5 * (_CHECKSUM - 1 - index) & 31 for index in range(_CHECKSUM)]
    return PREFIX + "".join(_ALPHABET[word] for word in words)


def link(code: InviteCode) -> str:
    """Return the code as a link that opens Causerie."""
    return LINK + encode_code(code)


def _squeezed(text: str) -> str:
    """Return `text` in lower case and without what mail, chat and word processors put into a code."""
    return _IGNORED.sub("", unicodedata.normalize("NFKC", text[:MAX_TEXT_CHARACTERS])).lower()


def _read(rest: str) -> tuple[InviteCode, str]:
    """Return the code whose characters after the prefix `rest` begins with, and its text; raises InviteMalformed."""
    run = len(rest) - len(rest.lstrip(_ALPHABET))
    words = [_VALUES[character] for character in rest[:run]]
    head = _to_bytes(words[:4])
    if len(head) == 2 and head[0] != _VERSION:
        raise InviteMalformed(
            "This code is mistyped, or it was made by another version of Causerie.",
            "Copy the whole code again. If that does not help, update Causerie.",
        )
    wanted = _characters(_FIXED_SIZE + (head[1] if len(head) == 2 else 0))
    if run < wanted:
        following = rest[run : run + 1]
        if following.isalnum():
            raise InviteMalformed(f"This code is mistyped: codes never contain the character “{following}”.")
        raise InviteMalformed(f"This code is cut off: {run} of its {wanted} characters after “{PREFIX}” are here.")
    words = words[:wanted]
    if _checksum(_PREFIX_VALUES + words) != _BECH32M:
        raise InviteMalformed("This code is mistyped: at least one of its characters is wrong or missing.")
    data = _to_bytes(words[:-_CHECKSUM])
    group, secret, expires, finger, addresses = (
        data[2:34], data[34:50], int.from_bytes(data[50:54], "big"), data[54:60], data[60:],
    )  # fmt: skip
    try:
        hints = tuple(_decode_addresses(addresses))
    except (ValueError, IndexError):
        raise InviteMalformed("This code contains an address that makes no sense.", "Ask for a new code.") from None
    return InviteCode(GroupId(group), secret, expires, finger, hints), PREFIX + rest[:wanted]


def parse_code(text: str) -> InviteCode:
    """Return the code in `text`, which may be a link, quoted, broken over lines or part of a sentence.

    Raises InviteMalformed with a sentence that says what is wrong with it.
    """
    squeezed = _squeezed(text)
    failure: InviteMalformed | None = None
    for found in re.finditer(PREFIX, squeezed):
        try:
            return _read(squeezed[found.end() :])[0]
        except InviteMalformed as error:
            failure = error
    if failure is not None:
        raise failure
    if not squeezed:
        raise InviteMalformed("There is no code here.", f"Paste the code you were sent; it begins with “{PREFIX}”.")
    if _FOREIGN.search(squeezed):
        raise InviteMalformed("This is a link or a code of some other program, not an invite to Causerie.")
    if _HEADLESS.search(squeezed):
        raise InviteMalformed(f"The beginning of this code is missing: codes begin with “{PREFIX}”.")
    raise InviteMalformed(f"There is no Causerie code in this text: codes begin with “{PREFIX}”.")


def find_code(text: str) -> str | None:
    """Return the code in a text such as the clipboard's, in its plain form, or None when there is no proper one."""
    squeezed = _squeezed(text)
    for found in re.finditer(PREFIX, squeezed):
        try:
            return _read(squeezed[found.end() :])[1]
        except InviteMalformed:
            continue
    return None
