"""Codes that link a new device to an account (PROTOCOL.md, "Devices")."""

from typing import Final, NamedTuple

from sync.core.bech32m import CodeForm, Damaged, squeezed
from sync.core.hints import decode_addresses, encode_addresses
from sync.core.invites import FINGERPRINT_SIZE, LINKING_PREFIX
from sync.core.sealing import derive
from sync.errors import LinkMalformed

SECRET_SIZE: Final = 16

_VERSION: Final = 1
_FIXED_SIZE: Final = 2 + SECRET_SIZE + 4 + FINGERPRINT_SIZE
_FORM: Final = CodeForm(LINKING_PREFIX, _VERSION, _FIXED_SIZE)


class LinkingCode(NamedTuple):
    """What a code carries."""

    secret: bytes  # 16
    expires: int  # s since 1970
    maker: bytes  # 6: fingerprint of the device that made it, see `invites`
    addresses: tuple[str, ...] = ()  # "host:port" or "[v6]:port" where the device that made it may be found


def link_discovery_key(secret: bytes) -> bytes:
    """Return the 32-byte key by which the two devices find each other."""
    return derive(secret, "link discovery", b"")


def encode_link_code(code: LinkingCode) -> str:
    """Return the text of a code; raises ValueError on sizes or addresses that do not fit."""
    if (len(code.secret), len(code.maker)) != (SECRET_SIZE, FINGERPRINT_SIZE) or not 0 <= code.expires < 2**32:
        raise ValueError("a part of the code has a wrong size")
    addresses = encode_addresses(code.addresses)
    fixed = code.secret + code.expires.to_bytes(4, "big") + code.maker
    return _FORM.encode(bytes([_VERSION, len(addresses)]) + fixed + addresses)


def parse_link_code(text: str) -> LinkingCode:
    """Return the code in `text`, which may be quoted, broken over lines or part of a sentence.

    Raises LinkMalformed with a sentence that says what is wrong with it.
    """
    pasted = squeezed(text)
    failure: LinkMalformed | None = None
    for rest in _FORM.places(pasted):
        try:
            return _read(rest)
        except Damaged as damage:
            failure = LinkMalformed(damage.message, damage.hint)
    if failure is not None:
        raise failure
    if not pasted:
        raise LinkMalformed("There is no code here.", "Make one on your other device, and type or paste it here.")
    raise LinkMalformed(
        f"There is no code for linking a device in this text: such codes begin with “{LINKING_PREFIX}”.",
        "Make one on your other device, in its settings under devices.",
    )


def _read(rest: str) -> LinkingCode:
    data, _ = _FORM.read(rest)
    try:
        addresses = decode_addresses(data[28:])
    except ValueError:
        raise Damaged("This code contains an address that makes no sense.", "Make a new code.") from None
    return LinkingCode(data[2:18], int.from_bytes(data[18:22], "big"), data[22:28], addresses)
