"""Safety numbers: what two people compare to know that nobody stands between them (PROTOCOL.md, "Safety numbers")."""

import unicodedata
from collections.abc import Iterable
from hashlib import sha512
from typing import Final

from sync.core.ids import AccountId, DeviceId
from sync.core.names import fold
from sync.core.signing import label

ROUNDS: Final = 5_200
"""What makes each guess of somebody who searches for keys with a number like another's cost so much more."""
DIGITS: Final = 60
VERSION: Final = 1
QR_PREFIX: Final = f"causerie:verify/{VERSION}/"

_GROUP_BYTES: Final = 5
_GROUP_DIGITS: Final = 5
_GROUPS: Final = DIGITS // 2 // _GROUP_DIGITS
_GAPS: Final = "-.\u2010\u2011\u00b7"
"""What people put between groups of digits, besides white space."""

_ALIKE: Final = str.maketrans(
    # Latin, then the Cyrillic, then the Greek letters that most typefaces draw the same.
    "l1|\u01310" + "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u04bb\u0501\u051b\u051d\u04cf"
    "\u043a\u043c\u0442\u043d\u0432" + "\u03b1\u03bf\u03c1\u03bd\u03b9\u03ba\u03c4\u03c5\u03c7\u03b2\u03b7",
    "iiiio" + "aeopcyxijshdqwi" + "kmthb" + "aopviktuxbn",
)


def fingerprint(account: AccountId, devices: Iterable[DeviceId]) -> str:
    """Return the 30 digits that stand for an account together with its devices, in whatever order these come."""
    ids = sorted(set(devices))
    identity = bytes([VERSION]) + account + len(ids).to_bytes(4) + b"".join(ids)
    state, prefix = identity, label("safety number")
    for _ in range(ROUNDS):
        state = sha512(prefix + state + identity).digest()
    groups = (state[at * _GROUP_BYTES : (at + 1) * _GROUP_BYTES] for at in range(_GROUPS))
    return "".join(f"{int.from_bytes(group) % 10**_GROUP_DIGITS:0{_GROUP_DIGITS}}" for group in groups)


def safety_number(one: str, other: str) -> str:
    """Return the number of two fingerprints: the same whoever of the two works it out."""
    return "".join(sorted((one, other)))


def qr_text(number: str) -> str:
    """Return what a QR code of the number holds."""
    return QR_PREFIX + number


def read_number(text: str) -> str:
    """Return the number in what somebody typed, pasted or scanned; empty when it is not a whole one."""
    text = "".join(unicodedata.normalize("NFKC", text).split())
    if text.lower().startswith(QR_PREFIX):
        text = text[len(QR_PREFIX) :]
    values = [unicodedata.decimal(character, -1) for character in text if character not in _GAPS]
    return "".join(map(str, values)) if len(values) == DIGITS and min(values) >= 0 else ""


def look_alike(name: str) -> str:
    """Return a key under which names that are easily taken for one another are equal.

    Case, accents, width, spaces and punctuation do not count, nor do the letters that most typefaces draw the same. No
    table can be complete, so what is not found here is no promise that two names differ.
    """
    folded = fold(name).translate(_ALIKE)
    return "".join(character for character in folded if unicodedata.category(character)[0] not in "PZC") or folded
