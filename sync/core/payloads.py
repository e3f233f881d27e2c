"""What must hold of a payload by itself, whoever sent it and whatever else is known (PROTOCOL.md, "Operations").

Everything here follows from the operation's own bytes, so an honest device never stored, and never passes on, anything
that fails: it is the sender's fault.
"""

from typing import Final

from sync.core.certificates import check
from sync.core.codec import decode
from sync.core.ids import ID_SIZE, LOG_ID_SIZE, GroupId, log_device
from sync.core.invites import JoinStatement
from sync.core.limits import (
    INVITE_MAX_USES,
    MAX_DESCRIPTION_CHARACTERS,
    MAX_FILE_BYTES,
    MAX_FILE_NAME_CHARACTERS,
    MAX_HOSTS,
    MAX_IMAGE_SIDE,
    MAX_INSTRUCTIONS_CHARACTERS,
    MAX_MESSAGE_CHARACTERS,
    MAX_MIME_CHARACTERS,
    MAX_NAME_CHARACTERS,
    UNPLANNED_RANK,
)
from sync.core.ops import (
    CONTENT_TYPES,
    CONTROL_TYPES,
    Add,
    Answer,
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
    InviteOffer,
    InviteRevoke,
    Kind,
    Message,
    Operation,
    Reaction,
    Rekey,
    Remove,
    RoleChange,
    Settings,
)
from sync.core.sealing import SUITES
from sync.core.signing import MAX_COUNTER, SIGNATURE_SIZE, usable_key, verify
from sync.errors import HostileInput

JOIN: Final = "join"
"""What the invite's key signs a JoinStatement for."""
MAX_GRANTED: Final = 500
"""Epochs in one grant."""
MAX_EMOJI_CHARACTERS: Final = 32
MAX_ATTACHMENTS: Final = 16
MAX_MODEL_CHARACTERS: Final = 200
MAX_ATTEMPT: Final = 1_000_000
MAX_ERROR_CHARACTERS: Final = 2_000
"""Why an answer failed, its provider's own words included."""
MAX_CODE_CHARACTERS: Final = 40


def _require(holds: bool, what: str) -> None:
    if not holds:
        raise HostileInput(what)


def _ids(*ids: bytes) -> bool:
    return all(len(each) == ID_SIZE for each in ids)


def _name(name: str) -> bool:
    return len(name) <= MAX_NAME_CHARACTERS


def decode_control(op: Operation) -> ControlPayload:
    """Return a control operation's payload; raises HostileInput."""
    return decode(op.payload, CONTROL_TYPES[Kind(op.header.kind)])


def check_control(op: Operation, payload: ControlPayload, group: GroupId) -> None:
    """Check sizes, embedded certificates and proofs of a control payload; raises HostileInput."""
    match payload:
        case Genesis():
            _check_genesis(op, payload)
        case Add():
            _check_add(payload, group)
        case DeviceAdd():
            check(payload.certificate)
        case Remove():
            _require(_ids(payload.account) and _cuts(payload.cuts), "removal: sizes")
        case DeviceRevoke():
            sized = _ids(payload.device) and len(payload.account_signature) == SIGNATURE_SIZE
            _require(sized and _cuts(payload.cuts), "device revocation: sizes")
        case RoleChange():
            _require(_ids(payload.account), "role: sizes")
        case Rekey() | Grant():
            _check_secrets(payload)
        case InviteOffer():
            _check_offer(payload)
        case InviteRevoke():
            _require(_ids(payload.invite), "invite revocation: sizes")
        case Settings():
            _check_settings(payload)
        case _:
            _require(_name(payload.name), "profile: name too long")


def _cuts(cuts: tuple[Cut, ...]) -> bool:
    return all(len(cut.log) == LOG_ID_SIZE and 0 <= cut.seq <= MAX_COUNTER and _ids(cut.id) for cut in cuts)


def _check_genesis(op: Operation, payload: Genesis) -> None:
    certificate = check(payload.certificate)
    _require(certificate.account == payload.owner, "genesis: certificate of another account")
    _require(certificate.signing_key == log_device(op.header.log), "genesis: certificate of another device")
    _require(payload.suite in SUITES and certificate.suite == payload.suite, "genesis: suite")
    _require(len(payload.nonce) == 32 and _name(payload.name), "genesis: sizes")
    stated = usable_key(payload.partner) and payload.partner != payload.owner if payload.direct else not payload.partner
    _require(stated, "genesis: partner")


def _check_add(payload: Add, group: GroupId) -> None:
    certificate = check(payload.certificate)
    _require(_name(payload.name), "addition: name too long")
    if not payload.invite:
        _require(not payload.proof and not payload.statement, "addition: proof without an invite")
        return
    _require(verify(payload.invite, JOIN, payload.statement, payload.proof), "addition: proof does not hold")
    statement = decode(payload.statement, JoinStatement)
    stated = (statement.group, statement.account, statement.device)
    _require(stated == (group, certificate.account, certificate.signing_key), "addition: proof for something else")


def _check_secrets(payload: Rekey | Grant) -> None:
    _require(payload.suite in SUITES, "unknown suite")
    if isinstance(payload, Grant):
        _require(0 < len(payload.epochs) <= MAX_GRANTED and _ids(payload.box.device, *payload.epochs), "grant: sizes")
        return
    devices = [box.device for box in payload.boxes]
    _require(bool(devices) and _ids(payload.commitment, *devices), "rekey: sizes")
    _require(len(set(devices)) == len(devices), "rekey: two boxes for one device")


def _check_offer(payload: InviteOffer) -> None:
    _require(usable_key(payload.invite) and len(payload.discovery_key) == 32, "invite: keys")
    _require(0 < payload.max_uses <= INVITE_MAX_USES and 0 <= payload.expires <= MAX_COUNTER, "invite: limits")


def _check_settings(payload: Settings) -> None:
    _require(payload.name is None or _name(payload.name), "settings: name too long")
    long = payload.description is not None and len(payload.description) > MAX_DESCRIPTION_CHARACTERS
    _require(not long, "settings: description too long")
    assistant = payload.assistant
    if assistant is not None:
        sized = len(assistant.instructions) <= MAX_INSTRUCTIONS_CHARACTERS
        _require(sized and _name(assistant.name), "settings: assistant too long")
        _require(len(assistant.model) <= MAX_MODEL_CHARACTERS, "settings: model too long")


def decode_content(kind: int, plaintext: bytes) -> ContentPayload:
    """Return what an opened content operation says, limits checked; raises HostileInput.

    Only those who hold the epoch's secret can tell, so its author is to blame and not who passed it on.
    """
    payload = decode(plaintext, CONTENT_TYPES[Kind(kind)])
    match payload:
        case Message():
            plan = payload.turn
            sized = plan is None or (len(plan.hosts) <= MAX_HOSTS and _ids(*plan.hosts) and len(plan.nonce) == 16)
            _require(sized and (plan is None or 0 <= plan.lifetime <= MAX_COUNTER), "message: plan")
            _require(payload.reply_to is None or _ids(payload.reply_to), "message: reply")
            _require(len(payload.attachments) <= MAX_ATTACHMENTS, "message: attachments")
            for manifest in payload.attachments:
                _check_manifest(manifest)
            _require(len(payload.text) <= MAX_MESSAGE_CHARACTERS, "message: text too long")
        case Edit():
            _require(_ids(payload.message) and len(payload.text) <= MAX_MESSAGE_CHARACTERS, "edit: sizes")
        case Delete():
            _require(_ids(payload.message), "deletion: sizes")
        case Reaction():
            _require(_ids(payload.message) and 0 < len(payload.emoji) <= MAX_EMOJI_CHARACTERS, "reaction: sizes")
        case _:
            _check_answer(payload)
    return payload


def _check_manifest(manifest: FileManifest) -> None:
    _require(_ids(manifest.key, manifest.root, manifest.sha256), "attachment: key and hashes")
    _require(0 <= manifest.size <= MAX_FILE_BYTES, "attachment: size")
    _require(0 < len(manifest.name) <= MAX_FILE_NAME_CHARACTERS, "attachment: name")
    _require(len(manifest.mime) <= MAX_MIME_CHARACTERS, "attachment: type")
    _require(min(manifest.width, manifest.height) >= 0, "attachment: pixels")
    _require(max(manifest.width, manifest.height) <= MAX_IMAGE_SIDE, "attachment: pixels")


def _check_answer(payload: Answer) -> None:
    _require(_ids(payload.turn, payload.trigger), "answer: ids")
    _require(0 <= payload.attempt <= MAX_ATTEMPT and 0 <= payload.rank <= UNPLANNED_RANK, "answer: turn")
    _require(0 <= payload.placed <= MAX_COUNTER and 0 <= payload.started <= MAX_COUNTER, "answer: place")
    _require(_name(payload.name) and len(payload.text) <= MAX_MESSAGE_CHARACTERS, "answer: text too long")
    _require(max(len(payload.provider), len(payload.model)) <= MAX_MODEL_CHARACTERS, "answer: model")
    error, usage = payload.error, payload.usage
    if error is not None:
        sized = len(error.code) <= MAX_CODE_CHARACTERS and len(error.message) <= MAX_ERROR_CHARACTERS
        _require(sized, "answer: error too long")
    if usage is not None:
        figures = (usage.input_tokens, usage.output_tokens, usage.cost_micros or 0)
        _require(all(0 <= each <= MAX_COUNTER for each in figures), "answer: usage")
        _require(len(usage.currency) <= MAX_CODE_CHARACTERS, "answer: currency too long")
