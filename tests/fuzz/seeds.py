"""Writes the corpus (`python -m tests.fuzz.seeds`): a well-formed value of each kind, from which the fuzzer departs."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sync.core.codec import encode
from sync.core.file_frames import ChunkAsk, ChunkData, FileAsk, FileDrop, FileHave
from sync.core.frames import (
    Accept,
    Branches,
    Bye,
    Digest,
    Frame,
    Heads,
    Introduction,
    JoinAnswer,
    JoinAsk,
    JoinForward,
    JoinVerdict,
    Knock,
    KnockAnswer,
    LogHead,
    Offer,
    Operations,
    Ping,
    Pong,
    Pull,
    Refuse,
    Share,
    Tip,
    TurnClaim,
    TurnDelta,
    TurnGone,
    TurnStop,
    TypingState,
    Vector,
    encode_frame,
)
from sync.core.handshake import Dialler, Listener
from sync.core.ids import DeviceId, GroupId, InviteId, LogId, MessageId, OpId, RequestId
from sync.core.invites import InviteCode, encode_code
from sync.core.link_code import LinkingCode, encode_link_code
from sync.core.link_frames import LinkAsk, LinkDone, LinkGrant, LinkNonce, LinkRefuse, LinkReveal, OwnGroups, OwnRevoked
from sync.core.ops import (
    Answer,
    Delete,
    Edit,
    FileManifest,
    Message,
    Profile,
    Reaction,
    RoleChange,
    Settings,
    TurnPlan,
    Usage,
)
from sync.core.requests import Request
from tests.fuzz.targets import BINDING, EPOCH, INVITE, STRUCTURES
from tests.support.files import exif, jpeg
from tests.support.identities import identity, stream

CORPUS: Final = Path(__file__).parent / "corpus"
VECTORS: Final = Path(__file__).parents[1] / "sync" / "core" / "vectors.json"
ID: Final = b"\x11" * 32
GROUP, MESSAGE, LOG = GroupId(ID), MessageId(ID), LogId(ID + b"\x01" + b"incarnat")


def structures() -> Iterator[bytes]:
    """Yield structures, each after its number."""
    plan = TurnPlan(hosts=(identity("bob", 1).device,), nonce=b"n" * 16, lifetime=600_000)
    answer = Answer(
        turn=MESSAGE, trigger=MESSAGE, attempt=0, rank=0, name="Sage", provider="openai", model="m", status="complete",
        text="Yes.", usage=Usage(1, 2, 3, "EUR"), error=None, receipt=b"", placed=4, started=5,
    )  # fmt: skip
    values = (
        Profile(name="Bob"), RoleChange(account=identity("bob", 1).account, role="admin"), Settings(name="Garden"),
        Message(text="Hello \u202e there", reply_to=MESSAGE, turn=plan), Edit(MESSAGE, "x"), Delete(MESSAGE),
        Reaction(MESSAGE, "\U0001f642"), answer, identity("alice", 1).certificate,
        Message("", attachments=(FileManifest("a.png", "image/png", 5, ID, ID, ID, 3, 2),)),
    )  # fmt: skip
    for value in values:
        yield bytes([STRUCTURES.index(type(value))]) + encode(value)


def operations() -> Iterator[bytes]:
    """Yield the operations whose bytes are pinned."""
    for vector in json.loads(VECTORS.read_text(encoding="utf-8")):
        if vector["what"] == "operation":
            yield b"\xff" + bytes.fromhex(vector["result"])


def session_frames() -> Iterator[Frame]:
    """Yield a frame of each type that is sent after authentication."""
    head = LogHead(log=LOG, seq=7, id=OpId(ID))
    yield from (Digest(GROUP, ID), Vector(GROUP, (head,)), Heads(GROUP, (head,)), Pull(GROUP, LOG, 0, 9), Share(GROUP))
    yield from (Operations(GROUP, (b"op",), True, True), Ping(1), Pong(1), Bye("bye"), TypingState(GROUP, True))
    yield JoinAsk(identity("alice", 1).certificate, "Al", b"s" * 200, b"p" * 64, b"c" * 64, b"t" * 8)
    yield from (JoinAnswer(GROUP, "", ""), JoinAnswer(GroupId(b""), "invite_expired", "No."), Offer("openai", "m"))
    yield TurnClaim(GROUP, MESSAGE, MESSAGE, 0, 0, "Sage", "openai", "m", 1, 2)
    yield from (Knock(b"t" * 8), KnockAnswer(b"t" * 8), JoinVerdict(GROUP, RequestId(ID)))
    request = Request(InviteId(ID), identity("alice", 1).certificate, "Al", b"s" * 200, b"p" * 64, b"c" * 64)
    yield JoinForward(GROUP, request)
    yield from (Introduction(GROUP, (b"op",)), Branches(GROUP, LOG, (Tip(1, OpId(ID)), Tip(2, OpId(ID)))))
    yield LinkAsk(b"c" * 200, b"a" * 64, b"s" * 200, b"g" * 64, ID)
    yield from (LinkNonce(ID), LinkReveal(ID), LinkGrant(0, 1, b"sealed"), LinkRefuse("link_rejected", "No."))
    yield from (LinkDone(RequestId(ID)), OwnGroups((GROUP,)), OwnRevoked((DeviceId(ID),)))
    yield from (TurnDelta(GROUP, MESSAGE, 0, "text"), TurnStop(GROUP, MESSAGE), TurnGone(GROUP, MESSAGE))
    yield from (FileAsk(GROUP, ID, want_hashes=True), FileHave(GROUP, ID, 5, b"\1", ID), FileDrop(GROUP, ID))
    yield from (ChunkAsk(GROUP, ID, 0), ChunkData(ID, 0, b"sealed"))


def handshakes() -> Iterator[bytes]:
    """Yield the four frames of a handshake, each after the state in which it is expected."""
    dialler = Dialler(identity("alice", 1).credentials, [EPOCH, INVITE], BINDING, stream("dialler"))
    listener = Listener(identity("bob", 1).credentials, [EPOCH, INVITE], BINDING, stream("listener"))
    [hello] = dialler.start()
    [challenge] = listener.receive(hello)
    [proof] = dialler.receive(challenge)
    yield from (b"\0" + hello, b"\1" + challenge, b"\2" + proof)
    yield b"\3" + encode_frame(Accept(groups=(GROUP,), guest=False))
    yield b"\3" + encode_frame(Refuse(code="connected", message="No."))


def codes() -> Iterator[bytes]:
    """Yield codes as text, and the bytes inside one."""
    for addresses in ((), ("192.0.2.7:4000",), ("[2001:db8::1]:5", "host.example:65535")):
        text = encode_code(InviteCode(GROUP, b"s" * 16, 2_000_000_000, b"finger", addresses))
        yield b"\1" + f"Join: \u201ccauserie:join/{text}\u201d".encode()
    yield b"\3" + encode_link_code(LinkingCode(b"s" * 16, 2_000_000_000, b"finger", ("192.0.2.7:4000",))).encode()
    yield b"\2" + bytes([1, 7]) + b"s" * 16 + b"\x77" * 4 + b"finger" + b"\4\xc0\0\2\7\x0f\xa0"
    yield b"\0" + bytes([1, 7]) + ID + b"s" * 16 + b"\x77" * 4 + b"finger" + b"\4\xc0\0\2\7\x0f\xa0"


def files() -> Iterator[bytes]:
    """Yield names, maps and pictures, each after the byte that says which."""
    for name in ("../con.txt", "invoice\u202egnp.exe", "C:\\notes . ", "\U0001f600" * 70 + ".jpeg", ".\u065d"):
        yield b"\0" + name.encode()
    yield from (b"\1" + (5).to_bytes(4, "big") + b"\1", b"\1" + (2**31).to_bytes(4, "big") + b"\xff" * 1024)
    for orientation in (1, 6):
        yield b"\2" + jpeg(exif(orientation))
    size = b"\0\0\0\x0dIHDR\0\0\0\3\0\0\0\2\x08\0\0\0\0\0\0\0\0"
    yield b"\2\x89PNG\r\n\x1a\n" + size + b"\0\0\0\1tEXtx\0\0\0\0" + b"\0\0\0\0IEND\0\0\0\0"
    again = b"\0\0\0\0IHDR\0\0\0\3"  # a second header, which is none
    yield b"\2\x89PNG\r\n\x1a\n" + size + again + b"\0\0\0\1tEXtx\0\0\0\0" + b"\0\0\0\0IEND\0\0\0\0"
    yield b"\2RIFF\x1e\0\0\0WEBPVP8X\x0a\0\0\0\x0c\0\0\0\2\0\0\1\0\0EXIF\0\0\0\0"


def main() -> None:
    """Write every seed, named by its number."""
    corpora = {
        "codec": [*structures(), *operations()],
        "frames": [b"\1" + encode_frame(each) for each in session_frames()]
        + [b"\0" + each[1:] for each in handshakes()],
        "handshake": list(handshakes()),
        "invites": list(codes()),
        "names": ["Bob", "\u200dx\u202e", "e\u0301\u2066\u2069 \U0001f468\u200d\U0001f469"],
        "files": list(files()),
    }
    for target, seeds in corpora.items():
        folder = CORPUS / target
        folder.mkdir(parents=True, exist_ok=True)
        for number, seed in enumerate(seeds):
            (folder / f"{number:02}").write_bytes(seed if isinstance(seed, bytes) else seed.encode())


if __name__ == "__main__":
    main()
