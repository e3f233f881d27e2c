"""The blocks of a message as a model: a growing one tells its view only what is new."""

from hypothesis import given
from PySide6.QtCore import QModelIndex, QObject
from PySide6.QtTest import QAbstractItemModelTester

from desktop.text.markdown import parse
from desktop.text.streaming import StreamingText
from desktop.viewmodels.blocks import ROLES, BlocksModel, describe, simple_html
from tests.desktop.text.strategies import split_texts


def roles_of(model: BlocksModel) -> list[list[object]]:
    return [[model.data(model.index(row), role) for role in model.roleNames()] for row in range(model.rowCount())]


@given(split_texts())
def test_a_grown_model_is_a_fresh_model(pieces: list[str]) -> None:
    parent = QObject()
    stream = StreamingText()
    model = BlocksModel((), growing=True, parent=parent)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, parent)
    for piece in pieces:
        model.update(stream.append(piece), growing=True)
        roles_of(model)
    model.update(stream.blocks, growing=False)
    assert roles_of(model) == roles_of(BlocksModel(stream.blocks, growing=False, parent=parent))


def test_code_has_all_its_colours_once_it_is_written() -> None:
    parent = QObject()
    stream = StreamingText()
    model = BlocksModel((), growing=True, parent=parent)
    html = list(model.roleNames())[ROLES.index("html")]
    for piece in ("```python\n", "def f():\n", "    return", " 1"):
        model.update(stream.append(piece), growing=True)
        model.data(model.index(0), html)
    assert "c-keyword" in model.data(model.index(0), html)
    assert "return 1" in model.data(model.index(0), html)
    model.update(stream.append("\n```\n\nSo."), growing=True)
    assert "return 1" not in model.data(model.index(0), html)


def test_one_more_word_touches_the_last_block_alone() -> None:
    parent = QObject()
    stream = StreamingText()
    model = BlocksModel(stream.append("# Plan\n\nOne two.\n\n- a\n- b"), growing=True, parent=parent)
    touched: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda first, last: touched.append((first.row(), last.row())))
    model.rowsInserted.connect(lambda parent_, first, last: touched.append((first, last)))
    model.update(stream.append(" and more"), growing=True)
    assert touched == [(3, 3)]
    model.update(stream.append("\n- c"), growing=True)
    assert touched == [(3, 3), (3, 3), (4, 4)]


def test_lists_stand_closer_than_paragraphs_and_cards_further() -> None:
    parent = QObject()
    blocks = parse("para\n\n- a\n- b\n\n```\ncode\n```\n\n# Head")
    model = BlocksModel(blocks, growing=False, parent=parent)
    space = ROLES.index("space")
    assert [row[space] for row in roles_of(model)] == ["none", "normal", "tight", "wide", "wide"]


def test_a_table_gives_its_cells_row_by_row() -> None:
    (table,) = parse("|a|b|\n|-|-:|\n|1|<2|")
    roles = describe(table)
    cells = roles["cells"]
    assert isinstance(cells, list)
    assert [cell["html"] for cell in cells] == ["a", "b", "1", "&lt;2"]
    assert roles["columns"] == 2


def test_only_one_plain_paragraph_is_simple() -> None:
    assert simple_html(parse("a **b**")) == "a <b>b</b>"
    assert simple_html(()) == ""
    for text in ("a\n\nb", "- a", "> a", "# a", "```\na\n```"):
        assert simple_html(parse(text)) is None


def test_a_model_has_no_rows_below_rows() -> None:
    parent = QObject()
    model = BlocksModel(parse("a"), growing=False, parent=parent)
    assert model.rowCount(model.index(0)) == 0
    assert model.data(QModelIndex()) is None


def test_each_block_stands_on_the_side_its_words_begin() -> None:
    """Also inside one message."""
    blocks = parse("- שלום\n\nHello שלום\n\n> سلام `x`\n\n123")
    assert [describe(block)["rtl"] for block in blocks] == [True, False, True, False]
