"""Two sides of a handshake in memory, and everybody who tries to get in between."""

import os
from collections.abc import Sequence

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.core.frames import Accept, Challenge, Hello, Proof, Refuse, decode_frame, encode_frame
from sync.core.handshake import Credentials, Dialler, DiscoveryKey, Listener, State
from sync.core.ids import InviteId
from sync.errors import HostileInput
from tests.support.identities import Identity, group_id, identity, stream

ALICE, BOB, MALLORY = identity("alice"), identity("bob"), identity("mallory")
BINDING, OTHER_BINDING = b"b" * 32, b"o" * 32
EPOCH = DiscoveryKey(b"k" * 32, group_id("g"))
EPOCH_2 = DiscoveryKey(b"l" * 32, group_id("h"))
INVITE = DiscoveryKey(b"i" * 32, group_id("g"), InviteId(b"v" * 32))
UNRELATED = DiscoveryKey(b"u" * 32, group_id("u"))


def dialler(keys: Sequence[DiscoveryKey] = (EPOCH,), who: Identity = ALICE, binding: bytes = BINDING) -> Dialler:
    return Dialler(who.credentials, keys, binding, stream("dialler"))


def listener(keys: Sequence[DiscoveryKey] = (EPOCH,), who: Identity = BOB, binding: bytes = BINDING) -> Listener:
    return Listener(who.credentials, keys, binding, stream("listener"))


def exchange(one: Dialler, other: Listener) -> tuple[bytes, bytes, bytes]:
    """Run the handshake up to the listener's decision; return the three frames."""
    [hello] = one.start()
    [challenge] = other.receive(hello)
    [proof] = one.receive(challenge)
    assert other.receive(proof) == []
    return hello, challenge, proof


def test_both_know_each_other_afterwards() -> None:
    alice, bob = dialler([UNRELATED, EPOCH_2, EPOCH, INVITE]), listener([EPOCH, INVITE, EPOCH_2])
    exchange(alice, bob)
    assert alice.authenticated is not None
    assert bob.authenticated is not None
    assert alice.authenticated.certificate.account == BOB.account
    assert bob.authenticated.certificate.account == ALICE.account
    assert bob.authenticated.signed == ALICE.certificate
    assert alice.authenticated.matched == (EPOCH_2, EPOCH, INVITE)
    assert bob.authenticated.matched == (EPOCH, INVITE, EPOCH_2)
    assert not alice.authenticated.guest
    assert not bob.authenticated.guest
    for field in ("binding", "dialler_nonce", "listener_nonce"):
        assert getattr(alice.authenticated, field) == getattr(bob.authenticated, field)


def test_the_listener_accepts() -> None:
    alice, bob = dialler(), listener()
    exchange(alice, bob)
    assert alice.accepted is None
    assert alice.receive(bob.accept([EPOCH.group], guest=False)) == []
    assert alice.accepted == Accept((EPOCH.group,), guest=False)
    assert (alice.state, bob.state) == (State.DONE, State.DONE)


def test_the_listener_refuses() -> None:
    alice, bob = dialler(), listener()
    exchange(alice, bob)
    alice.receive(bob.refuse("removed", "You are no longer a member."))
    assert alice.accepted == Refuse("removed", "You are no longer a member.")


def test_more_groups_than_fit_are_left_to_be_told_later() -> None:
    alice, bob = dialler(), listener()
    exchange(alice, bob)
    alice.receive(bob.accept([group_id(str(index)) for index in range(300)], guest=False))
    assert isinstance(alice.accepted, Accept)
    assert len(alice.accepted.groups) == 100


@pytest.mark.parametrize(
    ("dials", "listens"), [([INVITE], [EPOCH, INVITE]), ([UNRELATED, INVITE], [INVITE]), ([EPOCH, INVITE], [INVITE])]
)
def test_whom_only_an_invite_connects_is_a_guest(dials: list[DiscoveryKey], listens: list[DiscoveryKey]) -> None:
    alice, bob = dialler(dials), listener(listens)
    exchange(alice, bob)
    assert alice.authenticated is not None
    assert bob.authenticated is not None
    assert alice.authenticated.guest
    assert bob.authenticated.guest


@pytest.mark.parametrize("keys", [[], [UNRELATED]])
def test_strangers_learn_no_identity(keys: list[DiscoveryKey]) -> None:
    alice, bob = dialler(keys), listener()
    [hello] = alice.start()
    for own in (ALICE.account, ALICE.device, EPOCH.group, *(key.key for key in keys)):
        assert own not in hello
    with pytest.raises(HostileInput, match="no key in common"):
        bob.receive(hello)
    assert bob.state is State.FAILED


def test_a_listener_without_a_common_key_learns_no_identity() -> None:
    # Mallory listens and knows none of Alice's keys, so whatever tags he makes, Alice says nothing more.
    alice, mallory = dialler([EPOCH]), listener([UNRELATED], MALLORY)
    [hello] = alice.start()
    [challenge] = mallory.receive(dialler([UNRELATED]).start()[0])
    assert ALICE.device not in hello
    with pytest.raises(HostileInput, match="no key in common"):
        alice.receive(challenge)
    assert alice.authenticated is None


def test_the_same_device_cannot_be_recognised_from_one_hello_to_the_next() -> None:
    hellos = [
        decode_frame(Dialler(ALICE.credentials, [EPOCH], BINDING, os.urandom).start()[0], authenticated=False)
        for _ in range(2)
    ]
    tags = [set(hello.tags) for hello in hellos if isinstance(hello, Hello)]
    assert len(tags) == 2
    assert not tags[0] & tags[1]


def test_a_relay_in_the_middle_is_detected_by_the_listener() -> None:
    # The relay ends Alice's TLS with a certificate of its own and forwards every frame as it is.
    alice, bob = dialler(binding=OTHER_BINDING), listener(binding=BINDING)
    with pytest.raises(HostileInput):
        bob.receive(alice.start()[0])


def test_a_relay_that_knows_the_group_is_detected_too() -> None:
    # Even a member in the middle, who can make proper tags for both connections, cannot pass Bob's signature on.
    alice, bob = dialler(binding=OTHER_BINDING), listener(binding=BINDING)
    [hello] = alice.start()
    relayed_hello = Dialler(MALLORY.credentials, [EPOCH], BINDING, stream("dialler")).start()[0]
    [bobs_challenge] = bob.receive(relayed_hello)
    [own_challenge] = listener(who=MALLORY, binding=OTHER_BINDING).receive(hello)
    bobs, own = (decode_frame(each, authenticated=False) for each in (bobs_challenge, own_challenge))
    assert isinstance(bobs, Challenge)
    assert isinstance(own, Challenge)
    passed_on = msgspec.structs.replace(bobs, tags=own.tags, nonce=own.nonce)
    with pytest.raises(HostileInput, match="signature"):
        alice.receive(encode_frame(passed_on))
    assert alice.authenticated is None


def test_a_proof_cannot_be_passed_on_to_another_listener() -> None:
    # Alice talks to Mallory, a member; he uses her proof to be Alice to Bob, whose challenge he cannot make his own.
    alice, mallory, bob = dialler(), listener(who=MALLORY), listener(who=BOB)
    _, _, proof = exchange(alice, mallory)
    bob.receive(dialler().start()[0])
    with pytest.raises(HostileInput, match="signature"):
        bob.receive(proof)
    assert bob.authenticated is None


def test_a_recorded_conversation_is_worth_nothing_later() -> None:
    hello, _, proof = exchange(dialler(), listener())
    later = Listener(BOB.credentials, [EPOCH], BINDING, stream("another day"))
    later.receive(hello)
    with pytest.raises(HostileInput, match="signature"):
        later.receive(proof)


def test_a_certificate_of_somebody_else_does_not_help() -> None:
    stolen = Credentials(BOB.certificate, MALLORY.device_key)
    mallory = Listener(stolen, [EPOCH], BINDING, stream("listener"))
    alice = dialler()
    with pytest.raises(HostileInput, match="signature"):
        alice.receive(mallory.receive(alice.start()[0])[0])

    mallory_dials, bob = (
        Dialler(Credentials(ALICE.certificate, MALLORY.device_key), [EPOCH], BINDING, os.urandom),
        listener(),
    )
    with pytest.raises(HostileInput, match="signature"):
        exchange(mallory_dials, bob)


def test_a_device_that_meets_itself_hangs_up() -> None:
    alice, mirror = dialler(), listener(who=ALICE)
    with pytest.raises(HostileInput, match="ourselves"):
        exchange(alice, mirror)


def test_another_version_is_refused() -> None:
    hello = decode_frame(dialler().start()[0], authenticated=False)
    with pytest.raises(HostileInput, match="version"):
        listener().receive(encode_frame(msgspec.structs.replace(hello, version=2)))


def _sides() -> dict[State, Dialler | Listener]:
    """Return a side in every state it can be in."""
    sides: dict[State, Dialler | Listener] = {State.IDLE: dialler(), State.AWAIT_HELLO: listener()}
    alice, bob = dialler(), listener()
    [hello] = alice.start()
    [_challenge] = bob.receive(hello)
    sides[State.AWAIT_CHALLENGE], sides[State.AWAIT_PROOF] = alice, bob
    alice, bob = dialler(), listener()
    exchange(alice, bob)
    sides[State.AWAIT_VERDICT], sides[State.AWAIT_DECISION] = alice, bob
    alice, bob = dialler(), listener()
    exchange(alice, bob)
    alice.receive(bob.accept([], guest=False))
    sides[State.DONE] = alice
    failed = listener()
    with pytest.raises(HostileInput):
        failed.receive(b"")
    sides[State.FAILED] = failed
    assert {state: side.state for state, side in sides.items()} == {state: state for state in State}
    return sides


EXPECTED = {
    State.AWAIT_CHALLENGE: {Challenge},
    State.AWAIT_VERDICT: {Accept, Refuse},
    State.AWAIT_HELLO: {Hello},
    State.AWAIT_PROOF: {Proof},
}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("kind", [Hello, Challenge, Proof, Accept, Refuse])
def test_the_state_table(state: State, kind: type) -> None:
    hello, challenge, proof = exchange(dialler(), listener())
    frames = {
        Hello: hello,
        Challenge: challenge,
        Proof: proof,
        Accept: encode_frame(Accept((), guest=True)),
        Refuse: encode_frame(Refuse("no", "No.")),
    }
    side = _sides()[state]
    if kind in EXPECTED.get(state, set()):
        side.receive(frames[kind])
        assert side.state not in (state, State.FAILED)
    else:
        with pytest.raises(HostileInput):
            side.receive(frames[kind])
        assert side.state is State.FAILED


def test_the_owner_cannot_start_twice_or_decide_at_another_time() -> None:
    alice, bob = dialler(), listener()
    alice.start()
    with pytest.raises(RuntimeError):
        alice.start()
    for decide in (lambda: bob.accept([], guest=False), lambda: bob.refuse("no", "No.")):
        with pytest.raises(RuntimeError):
            decide()


@settings(max_examples=150)
@given(st.sampled_from(["hello", "challenge", "proof"]), st.data())
def test_no_changed_or_truncated_frame_gets_anybody_in(which: str, data: st.DataObject) -> None:
    alice, bob = dialler(), listener()

    def damaged(raw: bytes, name: str) -> bytes:
        if name != which:
            return raw
        position = data.draw(st.integers(0, len(raw) - 1))
        if data.draw(st.booleans()):
            return raw[:position]
        return raw[:position] + bytes([raw[position] ^ 1 << data.draw(st.integers(0, 7))]) + raw[position + 1 :]

    def converse() -> None:
        [challenge] = bob.receive(damaged(alice.start()[0], "hello"))
        [proof] = alice.receive(damaged(challenge, "challenge"))
        bob.receive(damaged(proof, "proof"))

    with pytest.raises(HostileInput):
        converse()
    assert bob.authenticated is None


@given(st.binary(max_size=200))
def test_arbitrary_bytes_are_hostile(raw: bytes) -> None:
    alice, bob = dialler(), listener()
    alice.start()
    for side in (alice, bob):
        with pytest.raises(HostileInput):
            side.receive(raw)
        assert side.authenticated is None
