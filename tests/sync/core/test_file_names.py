"""Names of files: what is shown, and what is written to a disk."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.core.file_names import FALLBACK_NAME, numbered, safe_file_name, shown_type

WINDOWS = {"con", "prn", "aux", "nul", "conin$", "conout$", "clock$"} | {
    f"{d}{n}" for d in ("com", "lpt") for n in "0123456789¹²³"
}


@pytest.mark.parametrize(
    ("given_name", "safe"),
    [
        ("holiday.jpg", "holiday.jpg"),
        ("Überweisung März.pdf", "Überweisung März.pdf"),
        ("../../.ssh/authorized_keys", "authorized_keys"),
        ("C:\\Users\\ada\\notes.txt", "notes.txt"),
        ("/", FALLBACK_NAME),
        ("", FALLBACK_NAME),
        ("...", FALLBACK_NAME),
        ("\u200b\u2060", FALLBACK_NAME),
        (".\u065d", FALLBACK_NAME),
        (".bashrc", "bashrc"),
        ("notes.txt. . ", "notes.txt"),
        ("a\x00b\nc\u2028d.txt", "ab c d.txt"),
        ("invoice\u202egnp.exe", "invoicegnp.exe"),
        ("invoice.pdf\u200d.exe", "invoice.pdf.exe"),
        ('a<b>c:d"e|f?g*h', "a_b_c_d_e_f_g_h"),
        ("CON", "_CON"),
        ("con.txt", "_con.txt"),
        ("Aux .tar", "_Aux .tar"),
        ("com¹.log", "_com¹.log"),
        ("console.txt", "console.txt"),
        ("fullwidth／slash.txt", "slash.txt"),
        ("x" * 300 + ".jpeg", "x" * 115 + ".jpeg"),
        ("\U0001f600" * 100 + ".png", "\U0001f600" * 59 + ".png"),
        ("." * 300, FALLBACK_NAME),
        ("x" * 130 + ". .b" * 9, "x" * 118 + ".b"),
    ],
)
def test_a_name_is_made_safe(given_name: str, safe: str) -> None:
    assert safe_file_name(given_name) == safe


@given(st.text(max_size=400) | st.text(alphabet="./\\ :\u202e\u200d\u0301aeExX\U0001f600c on", max_size=400))
def test_every_safe_name_can_be_shown_and_written_anywhere(text: str) -> None:
    name = safe_file_name(text)
    assert 0 < len(name) <= 120
    assert len(name.encode()) <= 240
    assert name == name.strip(". ")
    assert not set(name) & set('/\\<>:"|?*')
    assert name.split(".")[0].rstrip(" ").lower() not in WINDOWS
    assert all(unicodedata.category(each) not in ("Cc", "Cf", "Cs", "Zl", "Zp") for each in name)
    assert safe_file_name(name) == name
    assert len(numbered(name, 999).encode()) <= 255


def test_a_number_stands_before_the_extension() -> None:
    assert numbered("notes.txt", 2) == "notes (2).txt"
    assert numbered("notes", 3) == "notes (3)"
    assert numbered("archive.tar.gz", 2) == "archive.tar (2).gz"


@pytest.mark.parametrize(
    ("mime", "shown"),
    [
        ("image/PNG", "image/png"),
        ("text/plain; charset=utf-8", "text/plain"),
        ("image/svg+xml", "image/svg+xml"),
        ("", "application/octet-stream"),
        ("text/html\n", "text/html"),
        ("text", "application/octet-stream"),
        ("a/b/c", "application/octet-stream"),
        ("te xt/plain", "application/octet-stream"),
        ("x/" + "y" * 99, "application/octet-stream"),
    ],
)
def test_a_type_is_one_or_that_of_any_bytes(mime: str, shown: str) -> None:
    assert shown_type(mime) == shown
