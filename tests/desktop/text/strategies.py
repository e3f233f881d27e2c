"""Texts that look like markdown, like attacks, and like nothing at all."""

from hypothesis import strategies as st

_PIECES = (
    *("word", "été", "שלום", "😀", "\ud7ff", "\x1b", "\0", "+", "=", ":", '"', "'", "&"),
    *(" ", "  ", "    ", "\t", "\n", "\n\n", "\r", "\r\n", "\\"),
    *("#", "# ", "- ", "* ", "1. ", "7) ", "> ", "---", "===", "|", "|a|b|\n|-|:-:|\n"),
    *("`", "```", "```py\n", "~~~", "**", "_", "~~", "$$", "\\[", "\\]", "\\(", "\\)"),
    *("[", "](", ")", "![", "<", ">", "<img src=x onerror=y>", "<script>", "</p>", "&lt;", "&#x202e;"),
    *("https://example.org/a_b", "javascript:alert(1)", "http://user@evil.example", "[x](https://a.example)"),
    *("[a]: http://b.example\n", "@Sage", "@bo", "@", "\u202e", "\u2066", "\u2069", "\u200f"),
)

markdown = st.lists(st.sampled_from(_PIECES), max_size=40).map("".join)
texts = markdown | st.text(max_size=200)


@st.composite
def split_texts(draw: st.DrawFn) -> list[str]:
    """A text in arbitrary pieces, some of them empty."""
    text = draw(texts)
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=12)))
    return [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]
