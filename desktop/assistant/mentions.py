"""Whether a message speaks to the assistant: its name, or @name, in the author's own words."""

import re
import unicodedata

UNSPACED_SCRIPTS = ("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN")
"""Scripts written without spaces between words: a name there has no visible edge."""
FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
QUOTE = re.compile(r" {0,3}>")
CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
INDENTED = re.compile(r"(?: {4}| {0,3}\t)")


def mentions(text: str, name: str) -> bool:
    """Return whether `text` mentions the assistant called `name`; case and accents do not matter."""
    words = [re.escape(word) for word in fold(name).split()]
    if not words:
        return False
    folded = fold(name)
    before = "" if _unspaced(folded.strip()[0]) else r"(?<![\w@/])(?<!\w[-.])"
    after = "" if _unspaced(folded.strip()[-1]) else r"(?!\w|[-.]\w)"
    pattern = before + "@?" + r"\s+".join(words) + after
    return re.search(pattern, fold(own_words(text))) is not None


def own_words(text: str) -> str:
    """Return `text` without quoted lines, fenced and indented code, and code spans (CommonMark 4.4, 4.5, 5.1, 6.1).

    A line that follows a quoted one without `>` counts as the author's own: people answer right below a quote.
    """
    kept: list[str] = []
    fence = ""
    paragraph = False
    for line in text.splitlines():
        opened = FENCE.match(line)
        if fence:
            if opened and opened[1].startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
        elif opened and not (opened[1][0] == "`" and "`" in line[opened.end() :]):
            fence = opened[1]
            kept.append("")
            paragraph = False
        elif QUOTE.match(line):
            kept.append("")
            paragraph = False
        elif not paragraph and INDENTED.match(line):
            kept.append("")
        else:
            kept.append(line)
            paragraph = bool(line.strip())
    # A code span never reaches over an empty line, so each paragraph is looked at by itself.
    paragraphs = re.split(r"\n\s*\n", "\n".join(kept))
    return "\n\n".join(CODE_SPAN.sub(" \n ", paragraph_text) for paragraph_text in paragraphs)


def fold(text: str) -> str:
    """Return `text` without accents and case, for comparing."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


def _unspaced(character: str) -> bool:
    return unicodedata.name(character, "").startswith(UNSPACED_SCRIPTS)
