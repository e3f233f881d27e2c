"""Secrets in a keyring or under a passphrase, and what happens without either."""

import stat
from pathlib import Path

import keyring.errors
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import chainer, fail, null

from sync.errors import InvalidInput, NoKeyStore, ProfileUnwritable, StoreDamaged, WrongPassphrase
from sync.identity.passphrase import Cost, PassphraseSecrets
from sync.identity.secrets import SERVICE, SecretStore, database_key, open_secrets

CHEAP = Cost(passes=1, memory=64, lanes=1)
PHRASE = "correct horse battery staple"


class MemoryKeyring(KeyringBackend):
    """A keyring that forgets at the end."""

    priority = 5

    def __init__(self) -> None:
        super().__init__()
        self.entries: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.entries.pop((service, username), None) is None:
            raise keyring.errors.PasswordDeleteError("no such entry")


class LockedKeyring(MemoryKeyring):
    def get_password(self, service: str, username: str) -> str | None:
        raise keyring.errors.KeyringLocked("locked")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise keyring.errors.KeyringLocked("locked")


class PlaintextKeyring(MemoryKeyring):
    priority = 0.5


class EmptyChain(chainer.ChainerBackend):
    backends = ()


@pytest.fixture(params=["keyring", "passphrase"])
def secrets(request: pytest.FixtureRequest, tmp_path: Path) -> SecretStore:
    if request.param == "keyring":
        return open_secrets(tmp_path, None, MemoryKeyring())
    return open_secrets(tmp_path, PHRASE, cost=CHEAP)


def under(tmp_path: Path, phrase: str) -> PassphraseSecrets:
    return PassphraseSecrets(tmp_path / "secrets", phrase, CHEAP)


def test_secrets_are_kept_replaced_and_forgotten(secrets: SecretStore) -> None:
    assert secrets.get("openai") is None
    for value in ("sk-1", "clé 🔑"):
        secrets.set("openai", value)
        assert secrets.get("openai") == value
    secrets.delete("openai")
    secrets.delete("openai")
    assert secrets.get("openai") is None


def test_the_database_key_is_made_once(secrets: SecretStore) -> None:
    with pytest.raises(StoreDamaged, match="keyring"):
        database_key(secrets, exists=True)
    key = database_key(secrets)
    assert len(key) == 32
    assert database_key(secrets, exists=True) == key


@pytest.mark.parametrize("stored", ["", "no hex", "00"])
def test_a_damaged_database_key_is_said_to_be_one(secrets: SecretStore, stored: str) -> None:
    secrets.set("database", stored)
    with pytest.raises(StoreDamaged):
        database_key(secrets)


def test_profiles_share_a_keyring_without_sharing_secrets(tmp_path: Path) -> None:
    ring = MemoryKeyring()
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        open_secrets(tmp_path / name, None, ring).set("key", name)
    moved = (tmp_path / "one").rename(tmp_path / "moved")
    assert open_secrets(moved, None, ring).get("key") == "one"
    assert len(ring.entries) == 2
    assert {service for service, _ in ring.entries} == {SERVICE}


@pytest.mark.parametrize("backend", [fail.Keyring(), null.Keyring(), PlaintextKeyring(), EmptyChain()])
def test_a_system_without_a_keyring_asks_for_a_passphrase(tmp_path: Path, backend: KeyringBackend) -> None:
    with pytest.raises(NoKeyStore) as raised:
        open_secrets(tmp_path, None, backend)
    assert "passphrase" in raised.value.hint
    assert not list(tmp_path.iterdir())


def test_a_locked_keyring_is_said_to_be_locked(tmp_path: Path) -> None:
    secrets = open_secrets(tmp_path, "", LockedKeyring())
    for act in (lambda: secrets.get("a"), lambda: secrets.set("a", "b"), lambda: secrets.delete("a")):
        with pytest.raises(NoKeyStore, match="locked"):
            act()


def test_only_the_passphrase_opens_the_file(tmp_path: Path) -> None:
    under(tmp_path, "étagère").set("openai", "sk-secret")
    assert under(tmp_path, "e\u0301tage\u0300re").get("openai") == "sk-secret"
    before = (tmp_path / "secrets").read_bytes()
    assert b"sk-secret" not in before
    for wrong in ("etagere", " étagère"):
        with pytest.raises(WrongPassphrase):
            under(tmp_path, wrong)
    with pytest.raises(WrongPassphrase):
        open_secrets(tmp_path, None, MemoryKeyring())
    assert (tmp_path / "secrets").read_bytes() == before


def test_the_file_is_for_its_owner_alone_and_nothing_else_is_left(tmp_path: Path) -> None:
    secrets = under(tmp_path, PHRASE)
    secrets.set("a", "1")
    secrets.set("b", "2")
    (file,) = tmp_path.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_changed_passphrase_opens_the_same_secrets(tmp_path: Path) -> None:
    secrets = under(tmp_path, "old")
    secrets.set("a", "1")
    secrets.change_passphrase("new")
    secrets.set("b", "2")
    with pytest.raises(WrongPassphrase):
        under(tmp_path, "old")
    assert [under(tmp_path, "new").get(name) for name in "ab"] == ["1", "2"]
    with pytest.raises(InvalidInput):
        secrets.change_passphrase("")


def test_a_write_that_fails_leaves_everything_as_it_was(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    secrets = under(folder, PHRASE)
    secrets.set("a", "1")
    moved = folder.rename(tmp_path / "moved")
    for act in (lambda: secrets.set("a", "2"), lambda: secrets.change_passphrase("new")):
        with pytest.raises(ProfileUnwritable):
            act()
    assert secrets.get("a") == "1"
    moved.rename(folder)
    secrets.set("b", "2")
    assert under(folder, PHRASE).get("a") == "1"


@pytest.mark.parametrize("part", [slice(0, 0), slice(0, 20), slice(0, -1), slice(1, None)])
def test_a_damaged_file_is_said_to_be_damaged(tmp_path: Path, part: slice) -> None:
    under(tmp_path, PHRASE).set("a", "1")
    file = tmp_path / "secrets"
    file.write_bytes(file.read_bytes()[part])
    with pytest.raises(StoreDamaged):
        under(tmp_path, PHRASE)


def test_a_damaged_content_is_not_taken_for_a_wrong_passphrase(tmp_path: Path) -> None:
    under(tmp_path, PHRASE).set("a", "1")
    file = tmp_path / "secrets"
    content = file.read_bytes()
    file.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(StoreDamaged):
        under(tmp_path, PHRASE)


@pytest.mark.parametrize("cost", [Cost(0, 64, 1), Cost(1, 2**40, 1), Cost(1, 7, 1), Cost(1, 64, 2**20)])
def test_a_file_cannot_ask_for_any_amount_of_work(tmp_path: Path, cost: Cost) -> None:
    under(tmp_path, PHRASE).set("a", "1")
    file = tmp_path / "secrets"
    content = file.read_bytes()
    start = content.index(b"\x93\x01\x40\x01")
    packed = bytes([0x93]) + b"".join(
        b"\xcf" + value.to_bytes(8, "big") for value in (cost.passes, cost.memory, cost.lanes)
    )
    file.write_bytes(content[:start] + packed + content[start + 4 :])
    with pytest.raises(StoreDamaged):
        under(tmp_path, PHRASE)


def test_a_profile_of_the_keyring_does_not_take_a_passphrase(tmp_path: Path) -> None:
    open_secrets(tmp_path, None, MemoryKeyring())
    with pytest.raises(WrongPassphrase, match="no passphrase"):
        open_secrets(tmp_path, PHRASE, cost=CHEAP)
