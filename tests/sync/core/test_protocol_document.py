"""PROTOCOL.md says what the code does: its tables are read and compared."""

import re
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, get_args

import pytest

from sync.core import (
    bech32m,
    branching,
    directs,
    epochs,
    exchange,
    fetching,
    frame_fields,
    gossip,
    gossip_frames,
    granting,
    handover,
    hints,
    holding,
    limits,
    link_frames,
    mesh,
    payloads,
    pulling,
    renewing,
    room,
    safety,
    session,
    web,
)
from sync.core.frames import HandshakeFrame, SessionFrame
from sync.core.handshake import State
from sync.core.ops import CONTENT_TYPES, CONTROL_TYPES, DeviceCertificate, Header, Kind, SignedCertificate
from sync.core.sealing import DEFAULT_SUITE, PUBLIC_SIZES, SEED_SIZES
from sync.identity import keys
from sync.net import arbiter, crowding, discovery, presence, tcp_link
from sync.runtime import (
    doors,
    entering,
    ephemeral,
    far_acks,
    file_arrivals,
    file_blobs,
    file_fetching,
    file_keeping,
    file_seeking,
    file_sources,
    file_turns,
    forwarding,
    linking_old,
    live_turns,
    meeting,
    projection,
    requests,
    sessions,
    topology,
    waiting,
    webs,
)

MEBIBYTE: Final = 1024**2
DOCUMENT: Final = (Path(limits.__file__).parents[1] / "PROTOCOL.md").read_text()


def table(first_column: str) -> list[list[str]]:
    """Return the rows of the table whose first column is headed so."""
    lines = DOCUMENT.split("\n")
    start = next(
        index
        for index, (line, next_line) in enumerate(pairwise(lines))
        if line.startswith(f"| {first_column} |") and next_line.startswith("|---")
    )
    rows: list[list[str]] = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def constants(module: Any) -> dict[str, float]:
    """Return the numbers a module defines under names in capitals."""
    return {
        name: value
        for name, value in vars(module).items()
        if re.fullmatch(r"[A-Z][A-Z_]+", name) and isinstance(value, int | float)
    }


def test_the_limits_are_those_of_the_code() -> None:
    written = {row[0]: float(row[1]) for row in table("limit")}
    own = ("ACCEPT_GROUPS", "VECTOR_LOGS", "MAX_CODE_CHARACTERS", "MAX_SENTENCE_CHARACTERS", "MAX_MODEL_CHARACTERS")
    devices = ("CERTIFICATE_BYTES", "STATEMENT_BYTES", "LINK_PORTIONS", "OWN_GROUPS")
    expected = constants(limits) | {name: getattr(frame_fields, name) for name in (*own, "MAX_ATTEMPTS")}
    expected |= {name: getattr(link_frames, name) for name in devices}
    expected |= {name: value for name, value in constants(handover).items() if re.match("PORTION_|MAX_[ORV]", name)}
    bounds = ("MAX_GRANTED", "MAX_EMOJI_CHARACTERS", "MAX_ATTACHMENTS", "MAX_ERROR_CHARACTERS")
    expected |= {name: getattr(payloads, name) for name in bounds}
    expected |= {name: getattr(exchange, name) for name in ("MAX_LOGS", "MAX_CHASED")} | constants(pulling)
    expected |= {"BOXES_BYTES": epochs.BOXES_BYTES, "MAX_ASKED": granting.MAX_ASKED, "MAX_TIPS": branching.MAX_TIPS}
    expected |= {"MAX_OFFERED": session.MAX_OFFERED, "MAX_HELD_BYTES": holding.MAX_HELD_BYTES}
    expected |= {"MAX_DIRECTS": directs.MAX_DIRECTS, "MAX_ADDRESSES": hints.MAX_ADDRESSES}
    expected |= {"MAX_RENEWALS": renewing.MAX_RENEWALS}
    expected |= constants(mesh) | constants(web) | {"MAX_PORT": gossip_frames.MAX_PORT, "MAX_EARLY": webs.MAX_EARLY}
    expected |= {name: value for name, value in constants(gossip).items() if re.match("MAX_|BEACONS", name)}
    expected |= {"MAX_TEXT_CHARACTERS": bech32m.MAX_TEXT_CHARACTERS, "MAX_RECEIPT_BYTES": projection.MAX_RECEIPT_BYTES}
    assert written == expected
    assert all(row[2] for row in table("limit"))


def test_the_frames_are_those_of_the_code() -> None:
    written = [(int(number), name, fields.split(", ")) for number, name, fields in table("number")]
    kinds = [*get_args(HandshakeFrame), *get_args(SessionFrame)]
    assert written == [(kind.__struct_config__.tag, kind.__name__, list(kind.__struct_fields__)) for kind in kinds]
    assert all(
        (number < 16) is (name in {kind.__name__ for kind in get_args(HandshakeFrame)}) for number, name, _ in written
    )


def test_the_kinds_are_those_of_the_code() -> None:
    payloads = CONTROL_TYPES | CONTENT_TYPES
    written = [(int(number), name, payload, fields.split(", ")) for number, name, payload, fields in table("kind")]
    assert written == [
        (int(kind), kind.name, payloads[kind].__name__, list(payloads[kind].__struct_fields__)) for kind in Kind
    ]


def test_the_header_is_that_of_the_code() -> None:
    assert [row[0] for row in table("header field")] == list(Header.__struct_fields__)


def test_the_certificates_are_those_of_the_code() -> None:
    for kind in (DeviceCertificate, SignedCertificate):
        written = re.search(rf"`{kind.__name__}` is\s+`\[([^]]+)\]`", DOCUMENT)
        assert written is not None
        assert [field.split(" ")[0] for field in written[1].split(", ")] == list(kind.__struct_fields__)


def test_the_suites_are_those_of_the_code() -> None:
    rows = table("suite")
    assert [int(row[0].split(" ")[0]) for row in rows] == list(SEED_SIZES) == list(PUBLIC_SIZES)
    for row in rows:
        suite = int(row[0].split(" ")[0])
        assert ("default" in row[0]) is (suite == DEFAULT_SUITE)
        assert int(row[4].split(":")[0]) == SEED_SIZES[suite]
        assert int(row[5].split(":")[0]) == PUBLIC_SIZES[suite]


def test_every_label_is_listed() -> None:
    source = "".join(path.read_text() for path in Path(limits.__file__).parent.glob("*.py"))
    calls = r"""\b(?:label\(|\.sign\(|_?(?:sign|verify|derive|tag)\([\w.\[\]]+, )"([a-z ]+)\""""
    used = set(re.findall(calls, source))
    assert len(used) > 12
    listed = [row[0] for row in table("purpose")]
    assert used <= set(listed)
    assert len(listed) == len(set(listed))


def test_every_state_of_the_handshake_is_explained() -> None:
    rows = table("side")
    assert {row[1] for row in rows if row[0] != "either"} | {row[5] for row in rows} == {state.name for state in State}


@pytest.mark.parametrize("row", table("adversary"), ids=lambda row: row[0])
def test_every_test_the_threat_model_names_exists(row: list[str]) -> None:
    for name in re.findall(r"`(test_\w+)`", row[2]):
        assert list(Path(__file__).parents[2].rglob(f"{name}.py")), f"{name} is gone"


@pytest.mark.parametrize(
    "said",
    [
        f"live {presence.LIFETIME_SECONDS} s",
        f"repeated every {discovery.REMIND_SECONDS:.0f} s",
        f"remembers {discovery.MOST_SIGHTINGS} announcements",
        f"less than {tcp_link.MINIMUM_RATE:,} bytes a second over {tcp_link.STALL_SECONDS:.0f} s",
        f"more than {waiting.MAX_WAITING:,} frames",
        f"answers a Ping within {arbiter.ANSWER_SECONDS:.0f} s",
        f"good for {linking_old.LINK_SECONDS} s",
        f"The last {keys.KEPT_KEYS} keys before it",
        f"has {crowding.MOST_GUESTS} guests at most, each for {sessions.GUEST_SECONDS:.0f} s",
        f"has {entering.ADMISSION_SECONDS:.0f} s to show it",
        f"After {sessions.MAX_ASKS} knocks and requests",
        f"{requests.MAX_REQUESTS} requests of a group wait",
        f"{requests.MAX_VERDICTS:,} verdicts of a group",
        f"{forwarding.MAX_EARLY} for each peer",
        f"{doors.MAX_WAITING_GUESTS} newcomers at a time may stay connected for {doors.WAITING_SECONDS:.0f} s",
        f"last {meeting.FAREWELL_EPOCHS} epochs",
        f"at most {room.LISTENING_EPOCHS} epochs",
        f"others by at most {room.DIALLING_EPOCHS}",
        f"{ephemeral.EPHEMERAL_BURST:,} at once and {ephemeral.EPHEMERAL_RATE:.0f} a second",
        f"repeated by its host every {ephemeral.LEASE_RENEWAL_SECONDS:.0f} s",
        f"holds {live_turns.MAX_LIVE_TURNS_PER_DEVICE} claims",
        f"applied {safety.ROUNDS:,} times",
        f"for the {file_fetching.FILES_ASKED:,} files that were wanted last",
        f"that comes within {fetching.PROMPT_SECONDS * 1000:.0f} ms",
        f"those up to {file_turns.SMALL_FILE // MEBIBYTE} MiB first",
        f"does not come within {file_fetching.LATE_SECONDS:.0f} s",
        f"no neighbour has offered for {file_seeking.PATIENCE_SECONDS:.0f} s",
        f"up to {file_seeking.LEAST_SPREAD_SECONDS:.0f} s more or {file_seeking.PATIENCE_A_DEVICE} s for each device",
        f"up to {file_seeking.AUTHORS_AT_ONCE} devices at once of those who named it",
        f"{file_seeking.ROUND_SECONDS:.0f} s apart at first, half as long again each time",
        f"each time, up to {file_seeking.SLOWEST_SECONDS:.0f} s",
        f"of up to {file_sources.MAX_PICTURE_BYTES // MEBIBYTE} MiB loses",
        f"Pictures up to {file_arrivals.PICTURE_BYTES // MEBIBYTE} MiB are fetched by themselves",
        f"the newest {file_arrivals.WAITING_PICTURES}",
        f"Files take up to {file_keeping.DEFAULT_QUOTA // 1024**3} GiB",
        f"after {file_blobs.LEFT_SECONDS // 86_400} days",
        f"at most {mesh.FULL_MESH} other devices",
        f"fewer than {mesh.ENOUGH_NEIGHBOURS} neighbours ({mesh.FULL_MESH} while",
        f"fewer than {mesh.OWN_CHOICE} that it dialled",
        f"with {mesh.MANY_NEIGHBOURS} neighbours or more in every group",
        f"insists where it finds fewer than {mesh.FEW_NEIGHBOURS}, or seeks",
        f"within {topology.INSISTING_SECONDS:.0f} s it is let in",
        f"unless the listener has {mesh.INSISTING_NEIGHBOURS}",
        f"more than {mesh.PLENTY_OF_NEIGHBOURS} neighbours in every group shared lets go",
        f"more than {gossip.Window.WIDTH} behind the newest",
        f"the first {gossip.SHORT_SIZE} bytes of each id",
        f"told by Heads about {topology.LATER_SECONDS} s later",
        f"than him about {topology.SOON_SECONDS} s later",
        f"makes one {far_acks.GATHER_SECONDS} s after",
        f"So {far_acks.SURE_SECONDS:.0f} s and the n/{webs.PUBLISH_SHARE:.0f} s of beacons",
        f"(at least {webs.PUBLISH_EVERY_SECONDS:.0f}) later it counts as arrived",
        f"since {far_acks.SETTLE_SECONDS:.0f} s before",
        f"The last {far_acks.RESERVE} of them",
        f"{webs.BEACON_BURST} beacons at once and {webs.BEACON_RATE:.0f} a second",
        f"{far_acks.ACK_BURST} acknowledgements and {far_acks.ACK_RATE:.0f}",
    ],
)
def test_figures_in_sentences_are_those_of_the_code(said: str) -> None:
    assert said in " ".join(DOCUMENT.split())
