"""A text read in pieces is the text read at once, and what is finished stays the same object."""

from hypothesis import example, given, settings

from desktop.text.blocks import CodeBlock
from desktop.text.markdown import parse
from desktop.text.mentions import Names
from desktop.text.streaming import StreamingText
from tests.desktop.text.strategies import split_texts

NAMES = Names("Sage", ("Bo",))


@settings(max_examples=400)
@given(split_texts())
@example(["para\n#", "x"])
@example(["one\na|b\n--|-", "x"])
@example(["text\n\na|b\n-|-\n", "1|2\n", "x"])
@example(["1. a\n", "1. b\n1. c\n", "1. d"])
@example(["0. a\n1. b\n2. c\n", "3. d"])
@example(["~~~", "```py\n"])
@example(["```", "py\n "])
@example(["a\r", "\nb"])
@example(["```py\nx\n", "y\n``", "`\nafter"])
@example(["- a\n- b|c\n|-|-|\n", "- d\n\n- e"])
@example(["```\n\0", "x\n```"])
def test_pieces_give_what_the_whole_gives(pieces: list[str]) -> None:
    stream = StreamingText(NAMES)
    so_far = ""
    for piece in pieces:
        so_far += piece
        assert stream.append(piece) == parse(so_far, NAMES)


@given(split_texts())
def test_settled_blocks_keep_their_identity(pieces: list[str]) -> None:
    stream = StreamingText(NAMES)
    for piece in pieces:
        settled = stream.blocks[: stream.settled]
        stream.append(piece)
        assert stream.settled >= len(settled)
        assert all(old is new for old, new in zip(settled, stream.blocks, strict=False))


def test_a_long_answer_settles_as_it_goes() -> None:
    stream = StreamingText()
    for number in range(200):
        stream.append(f"Paragraph *{number}*.\n\n- one\n- two\n\n")
        assert len(stream.blocks) - stream.settled <= 3


def test_a_long_list_settles_item_by_item_and_counts_on() -> None:
    stream = StreamingText()
    for number in range(1, 101):
        stream.append(f"1. item {number}\n")
    assert len(stream.blocks) - stream.settled <= 3
    assert [block.place.marker for block in stream.blocks] == [f"{number}." for number in range(1, 101)]


def test_code_being_written_is_code_from_its_first_line() -> None:
    stream = StreamingText()
    stream.append("```python\n")
    assert stream.append("print(1)") == (CodeBlock("python", "print(1)"),)
    assert stream.append("\n```\n") == (CodeBlock("python", "print(1)"),)
