"""The profile's folder: private, locked, and clear about why it cannot be used."""

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from sync.errors import DiskFull, ProfileInUse, ProfileUnwritable
from sync.identity.files import explain_write
from sync.identity.profile import Profile, socket_path

HOLD = """
import sys
from pathlib import Path
from sync.identity.profile import Profile

profile = Profile(Path(sys.argv[1]), "other")
print("held", flush=True)
sys.stdin.read()
"""


def test_the_folder_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    with Profile(tmp_path / "a" / "profile") as profile:
        assert stat.S_IMODE(profile.path.stat().st_mode) == 0o700
        assert {profile.database.parent, profile.logs.parent, profile.secrets.parent} == {profile.path}


def test_a_folder_open_to_others_is_closed_to_them(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    with Profile(tmp_path):
        assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700


def test_a_second_start_is_told_who_holds_the_profile(tmp_path: Path) -> None:
    with Profile(tmp_path, "causerie-peer"):
        for _ in range(2):
            with pytest.raises(ProfileInUse, match=rf"causerie-peer \(process {os.getpid()}\)"):
                Profile(tmp_path)
    profile = Profile(tmp_path)
    profile.close()
    profile.close()


def test_a_killed_process_leaves_no_lock(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(ProfileInUse, match=rf"other \(process {other.pid}\)"):
            Profile(tmp_path)
        other.kill()
        other.wait()
        Profile(tmp_path).close()


@pytest.mark.parametrize("text", ["", "12", "x y", "\udcff"])
def test_a_lock_without_a_name_is_held_by_another_program(tmp_path: Path, text: str) -> None:
    with Profile(tmp_path):
        (tmp_path / "lock").write_bytes(text.encode("utf-8", "surrogateescape"))
        with pytest.raises(ProfileInUse, match="another program"):
            Profile(tmp_path)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    for path in (file, file / "profile"):
        with pytest.raises(ProfileUnwritable, match="file"):
            Profile(path)


def test_a_lock_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    (tmp_path / "lock").mkdir()
    with pytest.raises(ProfileUnwritable):
        Profile(tmp_path)


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.ENOSPC, DiskFull),
        (errno.EDQUOT, DiskFull),
        (errno.EROFS, ProfileUnwritable),
        (errno.EACCES, ProfileUnwritable),
    ],
)
def test_errors_of_the_system_become_sentences(number: int, kind: type[Exception]) -> None:
    error = explain_write(OSError(number, os.strerror(number)), Path("somewhere"))
    assert type(error) is kind
    assert "somewhere" in error.message
    assert error.hint


def test_the_socket_lies_in_the_profile_unless_its_path_is_too_long(tmp_path: Path) -> None:
    assert socket_path(Path("/home/anne/p")) == Path("/home/anne/p/socket")
    long = tmp_path / ("x" * 120)
    assert len(os.fsencode(socket_path(long))) < 104
    assert socket_path(long) != socket_path(tmp_path / ("y" * 120))
