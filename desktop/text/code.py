"""Code to coloured tokens: Pygments' hundred token types folded into the few roles the theme has a colour for."""

from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from typing import Final

from pygments.lexer import Lexer
from pygments.lexers import find_lexer_class_by_name
from pygments.lexers.special import TextLexer
from pygments.token import Token
from pygments.util import ClassNotFound


class Role(StrEnum):
    """What a piece of code is, as far as its colour goes."""

    PLAIN = "plain"
    COMMENT = "comment"
    KEYWORD = "keyword"
    STRING = "string"
    NUMBER = "number"
    NAME = "name"
    ADDED = "added"
    REMOVED = "removed"


_ROLES: Final[dict[tuple[str, ...], Role]] = {
    Token.Comment: Role.COMMENT,
    Token.Keyword: Role.KEYWORD,
    Token.Operator.Word: Role.KEYWORD,
    Token.Name.Tag: Role.KEYWORD,
    Token.Literal.String: Role.STRING,
    Token.Literal.Number: Role.NUMBER,
    Token.Literal.Date: Role.NUMBER,
    Token.Name.Function: Role.NAME,
    Token.Name.Class: Role.NAME,
    Token.Name.Decorator: Role.NAME,
    Token.Name.Attribute: Role.NAME,
    Token.Name.Entity: Role.NAME,
    Token.Generic.Heading: Role.NAME,
    Token.Generic.Inserted: Role.ADDED,
    Token.Generic.Deleted: Role.REMOVED,
    Token.Generic.Prompt: Role.COMMENT,
    Token.Generic.Output: Role.COMMENT,
}

HIGHLIGHT_CHARACTERS = 20_000
"""Beyond this code is shown plain; no message is longer."""
LONGEST_LINE = 300
"""Characters. Code with a longer line is shown plain: the patterns of many lexers take minutes over one of 20,000."""
_NAMES: Final = """
bash sh shell zsh console bat batch powershell ps1 c h cpp c++ csharp cs c# css scss sass less d dart diff udiff
docker dockerfile elixir elm erlang fortran fsharp go golang graphql groovy haskell hs html http ini cfg toml java
javascript js jsx json jsonc kotlin latex tex lisp common-lisp clojure scheme lua make makefile markdown md matlab
nginx nix objective-c objc ocaml octave perl pl php postgres postgresql prolog protobuf proto python py
python3 py3 pycon pytb r rst ruby rb rust rs scala sql sqlite sqlite3 mysql svg swift terraform tf hcl typescript ts
tsx vim vue xml yaml yml zig cmake nasm glsl julia jl qml gdscript solidity tcl wasm awk sed properties jinja django
"""
LANGUAGES: Final = frozenset(_NAMES.split())
"""What is coloured. The lexers of rarer languages hold the window up for seconds over a text made to do so."""
STAND_INS: Final = {"java": "groovy"}
"""The lexer of Java itself takes 5 s over a text of nothing but words; Groovy's knows the same words."""


@lru_cache(maxsize=64)
def _role(kind: tuple[str, ...]) -> Role:
    """Return the role of a token type, which is a path of names: that of the nearest type it belongs to."""
    paths = (kind[:length] for length in range(len(kind), 0, -1))
    return next((_ROLES[path] for path in paths if path in _ROLES), Role.PLAIN)


@lru_cache(maxsize=32)
def _lexer(language: str) -> Lexer:
    """Return the lexer of a language as writers call it; plain text for one nobody knows."""
    try:
        return find_lexer_class_by_name(language)(stripnl=False, ensurenl=False)
    except ClassNotFound:
        return TextLexer(stripnl=False, ensurenl=False)


def highlight(language: str, text: str) -> Iterator[tuple[Role, str]]:
    """Yield the pieces of `text` with their roles; joined they are `text` again."""
    name = language.casefold()
    known = name in LANGUAGES and len(text) <= HIGHLIGHT_CHARACTERS
    coloured = known and all(len(line) <= LONGEST_LINE for line in text.split("\n"))
    lexer = _lexer(STAND_INS.get(name, name) if coloured else "text")
    # Some lexers know a line only by its end; the one added here is taken away again.
    left = len(text)
    pending, held = Role.PLAIN, ""
    for _, kind, piece in lexer.get_tokens_unprocessed(f"{text}\n"):
        piece = piece[:left]
        left -= len(piece)
        role = _role(kind)
        if role is pending or not piece.strip():
            held += piece
            continue
        if held:
            yield pending, held
        pending, held = role, piece
    if held:
        yield pending, held
