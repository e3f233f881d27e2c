"""What others published holds for our boxes too: RFC 9180, and the hybrid suite's draft.

The library offers no associated data, which every published encryption has. So a second implementation, written out
from the standard, is held to the published values, and our boxes are opened with it.
"""

import json
from pathlib import Path
from typing import Any, Final

import pytest

from sync.core.sealing import HpkeKey, seal_box
from sync.core.signing import label
from tests.support.identities import stream
from tests.support.reference_hpke import ENC_SIZES, expanded, receive

PUBLISHED: Final[list[dict[str, Any]]] = json.loads(Path(__file__).with_name("hpke_vectors.json").read_text())


def private_key(vector: dict[str, Any]) -> bytes:
    """Return the receiver's key as this protocol stores it."""
    secret = bytes.fromhex(vector["skRm"])
    return secret if vector["suite"] == 1 else expanded(secret)


@pytest.mark.parametrize("vector", PUBLISHED, ids=lambda vector: vector["source"])
def test_the_second_implementation_reproduces_what_is_published(vector: dict[str, Any]) -> None:
    values = {name: bytes.fromhex(value) for name, value in vector.items() if name not in {"source", "suite"}}
    context = receive(vector["suite"], private_key(vector), values["enc"], values["info"])
    assert context == (values["shared_secret"], values["key"], values["base_nonce"])
    assert context.open(values["ct"], values["aad"]) == values["pt"]


@pytest.mark.parametrize("vector", PUBLISHED, ids=lambda vector: vector["source"])
def test_our_keys_are_the_published_ones(vector: dict[str, Any]) -> None:
    assert HpkeKey(vector["suite"], private_key(vector)).public_bytes.hex() == vector["pkRm"]


@pytest.mark.parametrize("vector", PUBLISHED, ids=lambda vector: vector["source"])
def test_our_boxes_open_by_the_second_implementation(vector: dict[str, Any]) -> None:
    suite, private = vector["suite"], private_key(vector)
    secret, context = stream("secret")(32), b"g" * 32
    sealed = seal_box(suite, HpkeKey(suite, private).public_bytes, "epoch box", context, secret)
    enc, ciphertext = sealed[: ENC_SIZES[suite]], sealed[ENC_SIZES[suite] :]
    assert receive(suite, private, enc, label("epoch box") + context).open(ciphertext, b"") == secret
