"""What is fuzzed, and what must hold: anything is refused in the one way that is meant for it, or means one thing.

A target takes bytes and returns, or raises something that is a finding. The same targets run over the corpus, and over
what Hypothesis thinks of, with the other tests.
"""

from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any, Final

import msgspec

from sync.core.certificates import check
from sync.core.codec import decode, encode
from sync.core.file_names import safe_file_name, shown_type
from sync.core.files import ChunkMap, check_hashes, chunk_count
from sync.core.frames import decode_frame, encode_frame
from sync.core.handover import LinkPortion
from sync.core.handshake import Dialler, DiscoveryKey, Listener
from sync.core.ids import GroupId, InviteId
from sync.core.invites import LINK, JoinStatement, encode_code, find_code, parse_code
from sync.core.limits import MAX_FILE_BYTES
from sync.core.link_code import encode_link_code, parse_link_code
from sync.core.linking import LinkStatement
from sync.core.names import clean_name, clean_text, shown_line, shown_text
from sync.core.ops import CONTENT_TYPES, CONTROL_TYPES, FIRST_CONTENT_KIND, EpochSecret, Receipt, SignedCertificate
from sync.core.payloads import check_control, decode_content, decode_control
from sync.core.pictures import read_picture
from sync.core.requests import Request, applicant
from sync.core.signing import parse_operation, verify_operation
from sync.errors import CauserieError, EmptyText, HostileInput, InviteMalformed, LinkMalformed, TooLarge
from tests.support.identities import identity, stream

KINDS: Final = (*CONTROL_TYPES, *CONTENT_TYPES)
STRUCTURES: Final[tuple[Any, ...]] = (
    *CONTROL_TYPES.values(),
    *CONTENT_TYPES.values(),
    SignedCertificate,
    JoinStatement,
    Receipt,
    tuple[EpochSecret, ...],
    Request,
    LinkStatement,
    LinkPortion,
)
BINDING: Final = b"b" * 32
EPOCH: Final = DiscoveryKey(b"k" * 32, GroupId(b"g" * 32))
INVITE: Final = DiscoveryKey(b"i" * 32, GroupId(b"g" * 32), InviteId(b"v" * 32))


def codec(data: bytes) -> None:
    """Structures: the first byte says which, or an operation with all that is in it."""
    if not data:
        return
    choice, rest = data[0], data[1:]
    try:
        if choice < len(STRUCTURES):
            _structure(choice, rest)
        else:
            _operation(rest)
    except HostileInput:
        return


def _structure(choice: int, data: bytes) -> None:
    value = decode(data, STRUCTURES[choice])
    assert decode(encode(value), STRUCTURES[choice]) == value
    if isinstance(value, Request):
        applicant(value, EPOCH.group)
    if isinstance(value, SignedCertificate):
        stated = check(value)
        assert len(stated.account) == len(stated.signing_key) == 32
    if choice < len(KINDS) and KINDS[choice] >= FIRST_CONTENT_KIND:
        _shown(decode_content(KINDS[choice], data))


def _shown(payload: msgspec.Struct) -> None:
    """Whatever text a payload carries can be shown, cleaned twice the same as once."""
    for field in payload.__struct_fields__:
        text = getattr(payload, field)
        if isinstance(text, str):
            assert shown_text(shown_text(text)) == shown_text(text)
            assert shown_line(shown_line(text)) == shown_line(text)


def _operation(raw: bytes) -> None:
    operation = parse_operation(raw)
    assert operation.raw == raw
    verify_operation(operation)
    if operation.header.kind < FIRST_CONTENT_KIND:
        check_control(operation, decode_control(operation), GroupId(operation.header.group or operation.id))


def frames(data: bytes) -> None:
    """Frames: the first byte says whether the connection is authenticated."""
    if not data:
        return
    authenticated = bool(data[0] & 1)
    try:
        frame = decode_frame(data[1:], authenticated)
    except HostileInput:
        return
    assert decode_frame(encode_frame(frame), authenticated) == frame


def handshake(data: bytes) -> None:
    """Each side in each state meets a frame; nobody is ever taken for somebody whose key the fuzzer does not have."""
    if not data:
        return
    alice, bob = identity("alice", 1), identity("bob", 1)
    dialler = Dialler(alice.credentials, [EPOCH, INVITE], BINDING, stream("dialler"))
    listener = Listener(bob.credentials, [EPOCH, INVITE], BINDING, stream("listener"))
    state, frame = data[0] % 4, data[1:]
    [hello] = dialler.start()
    try:
        if state == 0:
            listener.receive(frame)
            return
        [challenge] = listener.receive(hello)
        if state == 1:
            dialler.receive(frame)
            assert dialler.authenticated is not None
            assert dialler.authenticated.certificate.account == bob.account
            return
        [proof] = dialler.receive(challenge)
        if state == 2:
            listener.receive(frame)
            assert listener.authenticated is not None
            assert listener.authenticated.certificate.account == alice.account
            return
        listener.receive(proof)
        dialler.receive(frame)
        assert dialler.accepted is not None
    except HostileInput:
        return


def _says_why(error: CauserieError) -> None:
    assert error.message


def invites(data: bytes) -> None:
    """Codes: pasted text; or, after an even first byte, the bytes inside one whose checksum is right.

    The first byte also says whether they invite somebody, or link a device.
    """
    if not data:
        return
    prefix, read = ("causerielink", _linking) if data[0] & 2 else ("causerie", _inviting)
    read(_well_summed(prefix, data[1:]) if data[0] % 2 == 0 else data[1:].decode("utf-8", "replace"))


def _linking(text: str) -> None:
    try:
        code = parse_link_code(text)
    except LinkMalformed as error:
        _says_why(error)
        return
    assert parse_link_code(encode_link_code(code)) == code


def _inviting(text: str) -> None:
    try:
        code = parse_code(text)
    except InviteMalformed as error:
        _says_why(error)
        return
    found = find_code(text)
    assert found is not None
    assert parse_code(found) == parse_code(LINK + found) == code
    assert parse_code(encode_code(code)) == code


def names(data: bytes) -> None:
    """Text of people: cleaning is settled after once, and refuses with a sentence or not at all."""
    text = data.decode("utf-8", "replace")
    for clean in (clean_name, clean_text):
        try:
            once = clean(text)
        except (EmptyText, TooLarge) as error:
            _says_why(error)
            continue
        assert clean(once) == once
        assert shown_text(once) == shown_text(shown_text(once))


def files(data: bytes) -> None:
    """Files: after a first byte that says what, their names, what peers say of their chunks, and pictures."""
    if not data:
        return
    (_file_name, _chunks, _picture)[data[0] % 3](data[1:])


def _file_name(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    name = safe_file_name(text)
    assert name
    assert safe_file_name(name) == name
    assert not set(name) & set("/\\\0")
    assert shown_type(shown_type(text)) == shown_type(text)


def _chunks(data: bytes) -> None:
    size = int.from_bytes(data[:4], "big") % (MAX_FILE_BYTES + 1)
    count, rest = chunk_count(size), data[4:]
    try:
        chunks = ChunkMap(count, rest)
        assert len(chunks) == sum(index in chunks for index in range(count))
        assert not rest or chunks.to_bytes() == rest
        check_hashes(sha256(rest).digest(), size, rest)
    except HostileInput:
        return
    raise AssertionError("hashes made a root that was drawn at random")


def _picture(data: bytes) -> None:
    picture = read_picture(data)
    if picture is not None:
        again = read_picture(picture.data)
        assert again is not None
        assert again.data == picture.data
        assert (again.width, again.height) == (picture.width, picture.height)


_ALPHABET: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR: Final = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def _well_summed(prefix: str, data: bytes) -> str:
    """Return a code around any bytes, as the reference of BIP 350 makes it."""
    bits = "".join(f"{byte:08b}" for byte in data)
    words = [int(bits[start : start + 5].ljust(5, "0"), 2) for start in range(0, len(bits), 5)]
    check = 1
    for value in [*(ord(c) >> 5 for c in prefix), 0, *(ord(c) & 31 for c in prefix), *words, *[0] * 6]:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(_GENERATOR):
            check ^= generator if top >> bit & 1 else 0
    check ^= 0x2BC830A3
    words += [check >> 5 * (5 - index) & 31 for index in range(6)]
    return f"{prefix}1" + "".join(_ALPHABET[word] for word in words)


TARGETS: Final[Mapping[str, Callable[[bytes], None]]] = {
    "codec": codec,
    "frames": frames,
    "handshake": handshake,
    "invites": invites,
    "names": names,
    "files": files,
}
