"""What each payload must be by itself: everything else is the sender's fault."""

from typing import Any

import msgspec
import pytest

from sync.core.codec import encode
from sync.core.ids import AccountId, DeviceId, EpochId, GroupId, InviteId, LogKind, MessageId, OpId
from sync.core.ops import (
    Answer,
    AnswerError,
    AssistantState,
    Box,
    ContentPayload,
    ControlPayload,
    Cut,
    Delete,
    DeviceAdd,
    DeviceRevoke,
    Edit,
    FileManifest,
    Genesis,
    Grant,
    InviteRevoke,
    Kind,
    Message,
    Operation,
    Policy,
    Profile,
    Reaction,
    Rekey,
    Remove,
    RoleChange,
    Settings,
    TurnPlan,
    Usage,
)
from sync.core.payloads import check_control, decode_content
from sync.core.writing import Draft, control_operation, own_log
from sync.errors import HostileInput
from tests.support.people import added, invited, offer, person

ALICE, BOB = person("alice"), person("bob")
GROUP = GroupId(b"g" * 32)
LONG = "x" * 20_001
ID = b"i" * 32
GENESIS = Genesis(
    nonce=bytes(32), owner=ALICE.account, certificate=ALICE.certificate, name="", direct=False, policy=Policy(), suite=1
)  # fmt: skip
CUT = Cut(log=own_log(BOB.writer, LogKind.CONTENT), seq=0, id=OpId(ID))
BOX = Box(device=DeviceId(ID), sealed=b"")
INVITED = invited(BOB, b"s" * 16, GROUP)
OFFER = offer(b"s" * 16)
GOOD: list[ControlPayload] = [
    GENESIS,
    added(BOB),
    INVITED,
    Remove(account=AccountId(ID), cuts=(CUT,)),
    RoleChange(account=AccountId(ID), role="admin"),
    Rekey(suite=1, share=True, commitment=ID, boxes=(BOX,)),
    Grant(box=BOX, suite=1, epochs=(EpochId(ID),)),
    OFFER,
    InviteRevoke(invite=InviteId(ID)),
    Settings(name="n", description="d", assistant=AssistantState(True, "Sage", "", "off", "")),
    Settings(),
    Profile(name=""),
    DeviceAdd(certificate=BOB.certificate),
    DeviceRevoke(device=DeviceId(ID), cuts=(CUT,), account_signature=bytes(64)),
]


def changed(payload: Any, **fields: Any) -> Any:
    return msgspec.structs.replace(payload, **fields)


ELSEWHERE = invited(BOB, b"s" * 16, GroupId(b"h" * 32))
BAD: list[Any] = [
    changed(GENESIS, owner=BOB.account),
    changed(GENESIS, certificate=BOB.certificate, owner=BOB.account),
    changed(GENESIS, suite=2),
    changed(GENESIS, nonce=b""),
    changed(GENESIS, name="x" * 65),
    changed(GENESIS, direct=True),
    changed(GENESIS, direct=True, partner=ALICE.account),
    changed(GENESIS, partner=BOB.account),
    changed(added(BOB), name="x" * 65),
    changed(added(BOB), proof=b"x"),
    changed(added(BOB), certificate=changed(BOB.certificate, account_signature=bytes(64))),
    changed(INVITED, proof=bytes(64)),
    changed(INVITED, statement=b"x"),
    changed(INVITED, certificate=ALICE.certificate),
    changed(INVITED, statement=ELSEWHERE.statement, proof=ELSEWHERE.proof),
    Remove(account=AccountId(b""), cuts=()),
    Remove(account=AccountId(ID), cuts=(changed(CUT, seq=-1),)),
    RoleChange(account=AccountId(b""), role="admin"),
    Rekey(suite=9, share=True, commitment=ID, boxes=(BOX,)),
    Rekey(suite=1, share=True, commitment=ID, boxes=()),
    Rekey(suite=1, share=True, commitment=ID, boxes=(BOX, BOX)),
    Grant(box=BOX, suite=1, epochs=()),
    changed(OFFER, invite=InviteId(bytes(32))),
    changed(OFFER, max_uses=0),
    InviteRevoke(invite=InviteId(b"")),
    Settings(name="x" * 65),
    Settings(description="x" * 1_001),
    Settings(assistant=AssistantState(True, "Sage", "x" * 4_001, "off", "")),
    Settings(assistant=AssistantState(True, "Sage", "", "off", "x" * 201)),
    Profile(name="x" * 65),
    DeviceAdd(certificate=changed(BOB.certificate, device_signature=bytes(64))),
    DeviceRevoke(device=DeviceId(ID), cuts=(), account_signature=b""),
]


def written(payload: ControlPayload) -> Operation:
    """Return an operation of alice's; only its log matters here."""
    return control_operation(Profile(name=""), Draft(GROUP, None, 0, 0), ALICE.writer)


@pytest.mark.parametrize("payload", GOOD, ids=lambda each: type(each).__name__)
def test_what_is_well_made_passes(payload: ControlPayload) -> None:
    check_control(written(payload), payload, GROUP)


@pytest.mark.parametrize("payload", BAD, ids=lambda each: type(each).__name__)
def test_what_is_not_is_hostile(payload: ControlPayload) -> None:
    with pytest.raises(HostileInput):
        check_control(written(payload), payload, GROUP)


M = MessageId(ID)
PLAN = TurnPlan(hosts=(BOB.device,), nonce=bytes(16), lifetime=1)
ANSWER = Answer(
    turn=M, trigger=M, attempt=0, rank=0, name="Sage", provider="p", model="m", status="complete", text="t", usage=None,
    error=None, receipt=b"",
)  # fmt: skip
FILE = FileManifest(name="f", mime="m", size=1, key=ID, root=ID, sha256=ID, width=3, height=2)
CONTENT: list[tuple[Kind, ContentPayload, list[Any]]] = [
    (
        Kind.MESSAGE,
        Message(text="hello", reply_to=M, turn=PLAN),
        [
            Message(text=LONG),
            Message(text="", reply_to=MessageId(b"")),
            Message(text="", attachments=(FILE,) * 17),
            *(
                Message(text="", attachments=(changed(FILE, **wrong),))
                for wrong in (
                    {"size": -1},
                    {"size": 2**31 + 1},
                    {"name": ""},
                    {"name": "f" * 121},
                    {"mime": "m" * 101},
                    {"key": b"k"},
                    {"root": b""},
                    {"sha256": b"s" * 33},
                    {"width": -1},
                    {"height": 65_536},
                )
            ),
            Message(text="", turn=changed(PLAN, hosts=(BOB.device,) * 4)),
            Message(text="", turn=changed(PLAN, lifetime=-1)),
        ],
    ),
    (Kind.MESSAGE, Message(text="hello", attachments=(FILE,)), []),
    (Kind.ANSWER, ANSWER, []),
    (Kind.EDIT, Edit(message=M, text="new"), [Edit(message=M, text=LONG)]),
    (Kind.DELETE, Delete(message=M), [Delete(message=MessageId(b""))]),
    (Kind.REACTION, Reaction(message=M, emoji="+"), [Reaction(message=M, emoji="")]),
    (
        Kind.ANSWER,
        changed(ANSWER, usage=Usage(1, 2, 3, "EUR"), error=AnswerError("offline", "Nobody answers.")),
        [
            changed(ANSWER, usage=Usage(2**53 + 1, 0)),
            changed(ANSWER, usage=Usage(0, -1)),
            changed(ANSWER, usage=Usage(0, 0, 2**63)),
            changed(ANSWER, usage=Usage(0, 0, 0, "x" * 41)),
            changed(ANSWER, error=AnswerError("c" * 41, "")),
            changed(ANSWER, error=AnswerError("c", "x" * 2_001)),
            changed(ANSWER, turn=MessageId(b"")),
            changed(ANSWER, attempt=-1),
            changed(ANSWER, placed=-1),
            changed(ANSWER, text=LONG),
            changed(ANSWER, model="x" * 201),
        ],
    ),
]


@pytest.mark.parametrize(("kind", "good", "bad"), CONTENT, ids=[row[0].name for row in CONTENT])
def test_content_is_checked_once_it_is_open(kind: Kind, good: ContentPayload, bad: list[Any]) -> None:
    assert decode_content(kind, encode(good)) == good
    for each in bad:
        with pytest.raises(HostileInput):
            decode_content(kind, encode(each))
