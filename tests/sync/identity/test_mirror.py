"""The mirror of a device's own logs: what it remembers, and that no file it finds stops anything."""

import os
import stat
from pathlib import Path

import pytest

from sync.core.ids import DeviceId, GroupId, Head, LogKind, OpId, make_log_id
from sync.identity.mirror import Mirror, MirrorState, default_state_folder

KEY = bytes(range(32))
GROUP = GroupId(b"g" * 32)
LOG, OTHER = (make_log_id(DeviceId(b"d" * 32), kind, b"incarnat") for kind in (LogKind.CONTENT, LogKind.CONTROL))


def head(seq: int, branch: bytes = b"a") -> Head:
    return Head(seq, OpId(branch * 32))


def mirror(folder: Path, key: bytes = KEY) -> Mirror:
    return Mirror(folder / "state", folder / "profile", key)


def saved(folder: Path) -> Path:
    """Return the file of a mirror that knows one log."""
    made = mirror(folder)
    made.note(GROUP, {LOG: head(7)})
    made.save()
    [file] = (folder / "state").iterdir()
    return file


def test_what_was_noted_is_there_at_the_next_start(tmp_path: Path) -> None:
    made = mirror(tmp_path)
    assert made.state is MirrorState.ABSENT
    made.note(GROUP, {LOG: head(7), OTHER: head(0)})
    made.note(GROUP, {LOG: head(9)})
    made.save()
    again = mirror(tmp_path)
    assert again.state is MirrorState.READ
    assert again.heads(GROUP) == {LOG: head(9), OTHER: head(0)}
    assert again.heads(GroupId(b"h" * 32)) == {}


def test_a_log_is_never_noted_as_shorter(tmp_path: Path) -> None:
    made = mirror(tmp_path)
    made.note(GROUP, {LOG: head(7)})
    made.note(GROUP, {LOG: head(3, b"b")})
    assert made.heads(GROUP) == {LOG: head(7)}
    made.forget(GROUP)
    assert made.heads(GROUP) == {}
    made.forget(GROUP)


def test_a_profile_at_another_place_has_none(tmp_path: Path) -> None:
    saved(tmp_path)
    assert Mirror(tmp_path / "state", tmp_path / "moved", KEY).state is MirrorState.ABSENT


@pytest.mark.parametrize("damage", [b"", b"short", b"x" * 500])
def test_what_cannot_be_read_is_damaged_and_replaced(tmp_path: Path, damage: bytes) -> None:
    file = saved(tmp_path)
    file.write_bytes(damage)
    found = mirror(tmp_path)
    assert (found.state, found.heads(GROUP)) == (MirrorState.DAMAGED, {})
    found.save()
    assert mirror(tmp_path).state is MirrorState.READ


def test_a_changed_byte_and_another_profiles_key_are_noticed(tmp_path: Path) -> None:
    file = saved(tmp_path)
    assert mirror(tmp_path, bytes(32)).state is MirrorState.DAMAGED
    raw = bytearray(file.read_bytes())
    raw[20] ^= 1
    file.write_bytes(bytes(raw))
    assert mirror(tmp_path).state is MirrorState.DAMAGED


def test_it_tells_nobody_anything_and_is_its_owners_alone(tmp_path: Path) -> None:
    file = saved(tmp_path)
    assert LOG not in file.read_bytes()
    assert GROUP not in file.read_bytes()
    assert os.name == "nt" or stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [each.name for each in file.parent.iterdir()] == [file.name]


def test_a_file_far_too_large_is_not_read(tmp_path: Path) -> None:
    file = saved(tmp_path)
    with file.open("r+b") as opened:
        opened.truncate(1 << 30)
    assert mirror(tmp_path).state is MirrorState.DAMAGED


def test_a_folder_in_its_place_is_damage(tmp_path: Path) -> None:
    file = saved(tmp_path)
    file.unlink()
    file.mkdir()
    found = mirror(tmp_path)
    assert found.state is MirrorState.DAMAGED
    with pytest.raises(OSError, match=r"."):
        found.save()


def test_without_a_place_for_it_nothing_is_kept(tmp_path: Path) -> None:
    made = Mirror(None, tmp_path, KEY)
    made.note(GROUP, {LOG: head(1)})
    made.save()
    assert (made.state, list(tmp_path.iterdir())) == (MirrorState.ABSENT, [])


@pytest.mark.parametrize(
    ("platform", "environment", "expected"),
    [
        ("linux", {"CAUSERIE_STATE": "/there"}, Path("/there")),
        ("linux", {"XDG_STATE_HOME": "/state"}, Path("/state/causerie")),
        ("linux", {}, Path.home() / ".local/state/causerie"),
        ("darwin", {}, Path.home() / "Library/Application Support/Causerie state"),
        ("win32", {"LOCALAPPDATA": "/local"}, Path("/local/Causerie state")),
        ("win32", {}, Path.home() / "AppData/Local/Causerie state"),
    ],
)
def test_every_platform_has_its_place(
    monkeypatch: pytest.MonkeyPatch, platform: str, environment: dict[str, str], expected: Path
) -> None:
    monkeypatch.setattr("sys.platform", platform)
    assert default_state_folder(environment) == expected


def test_who_has_no_home_has_no_place(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError

    monkeypatch.setattr(Path, "home", homeless)
    assert default_state_folder({}) is None
