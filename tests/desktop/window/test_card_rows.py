"""A list model whose rows come and go one by one."""

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester

from desktop.viewmodels.card_rows import CardRows

KEYS = st.lists(st.sampled_from("abcdef"), unique=True)
STRICT = QAbstractItemModelTester.FailureReportingMode.Fatal


def rows(keys: Sequence[str], text: str = "") -> list[dict[str, object]]:
    """Return a row for each key."""
    return [{"key": key, "text": key + text} for key in keys]


def shown(model: CardRows) -> list[str]:
    """Return the texts of the rows, as a view reads them."""
    (role,) = (number for number, name in model.roleNames().items() if name == b"text")
    return [model.data(model.index(number), role) for number in range(model.rowCount())]


@given(before=KEYS, after=KEYS)
@settings(deadline=None)
def test_what_was_asked_for_is_shown_whatever_was_there(
    qapp: QGuiApplication, before: list[str], after: list[str]
) -> None:
    """In that order, and with every signal a view relies on."""
    parent = QObject()
    model = CardRows(("text",), parent)
    tester = QAbstractItemModelTester(model, STRICT, parent)
    model.show(rows(before))
    model.show(rows(after, "!"))
    assert shown(model) == [key + "!" for key in after]
    assert tester.model() is model


def test_what_stays_keeps_its_row(qapp: QGuiApplication) -> None:
    """Nothing is made anew, so nothing loses the keyboard."""
    parent = QObject()
    model = CardRows(("text",), parent)
    model.show(rows("abc"))
    told: list[str] = []
    model.modelReset.connect(lambda: told.append("reset"))
    model.rowsRemoved.connect(lambda _, first, last: told.append(f"-{first}{last}"))
    model.rowsInserted.connect(lambda _, first, last: told.append(f"+{first}{last}"))
    model.dataChanged.connect(lambda first, *_: told.append(f"={first.row()}"))
    model.show([*rows("a"), *rows("c", "!"), *rows("d")])
    assert told == ["-11", "=1", "+22"]
    assert not model.data(QModelIndex())
    parent.deleteLater()
