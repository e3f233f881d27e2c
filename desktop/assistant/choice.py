"""What a device's owner chose to answer with, and what is known of it. Never holds a key."""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import cast

from desktop.assistant.room_api import JsonValue

OPENAI_URL = "https://api.openai.com/v1"


class HostKind(StrEnum):
    """Where the model runs."""

    OPENAI = "openai"
    COMPATIBLE = "compatible"
    BUILTIN = "builtin"
    NONE = "none"


class Sponsor(StrEnum):
    """Whose questions this device answers."""

    ME = "me"
    MEMBERS = "members"


class ApiStyle(StrEnum):
    """Which of the two interfaces a server speaks; UNKNOWN until it was asked once."""

    UNKNOWN = "unknown"
    RESPONSES = "responses"
    CHAT = "chat"


@dataclass(frozen=True, slots=True)
class HostChoice:
    """The model this device hosts. `model` empty: the server's own first choice, or the built-in file.

    For the built-in kind `model` may be the path of another GGUF file. `cap` is answers a day, 0 for no limit.
    """

    kind: HostKind = HostKind.NONE
    base_url: str = ""
    model: str = ""
    sponsor: Sponsor = Sponsor.MEMBERS
    cap: int = 0


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """A model a server lists; `context` in tokens, 0 where it does not say."""

    name: str
    created: int = 0
    context: int = 0
    shutdown: str = ""
    """The date it will be shut down, ISO 8601, empty where none is announced."""


@dataclass(frozen=True, slots=True)
class KeyTest:
    """The result of trying a choice: a sentence, and the models found. `code` is empty when it works."""

    works: bool
    message: str
    code: str = ""
    models: tuple[ModelInfo, ...] = ()


@dataclass(frozen=True, slots=True)
class HostStatus:
    """What this device can host now."""

    choice: HostChoice
    ready: bool
    message: str
    models: tuple[str, ...] = ()
    has_key: bool = False
    used_today: int = 0
    demonstration: bool = False
    """The small built-in model: good for a first try, not for real questions."""


@dataclass(frozen=True, slots=True)
class LocalServer:
    """A model server found on this machine."""

    name: str
    base_url: str
    models: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoredHost:
    """What preferences keep: the choice, which server the stored key belongs to, and what was learnt of the server."""

    choice: HostChoice = field(default_factory=HostChoice)
    key_for: str = ""
    """The key is only ever sent to this base_url; empty when there is no key."""
    style: ApiStyle = ApiStyle.UNKNOWN
    models: tuple[ModelInfo, ...] = ()

    def to_json(self) -> dict[str, JsonValue]:
        """Return JSON values for preferences."""
        return {
            "kind": self.choice.kind.value,
            "base_url": self.choice.base_url,
            "model": self.choice.model,
            "sponsor": self.choice.sponsor.value,
            "cap": self.choice.cap,
            "key_for": self.key_for,
            "style": self.style.value,
            "models": [[model.name, model.context] for model in self.models],
        }


def stored_host(value: object) -> StoredHost:
    """Return what `value` from preferences says; anything unreadable counts as nothing chosen."""
    if not isinstance(value, dict):
        return StoredHost()
    fields = cast("dict[str, object]", value)
    try:
        choice = HostChoice(
            kind=HostKind(fields["kind"]),
            base_url=str(fields["base_url"]),
            model=str(fields["model"]),
            sponsor=Sponsor(fields["sponsor"]),
            cap=int(cast("int", fields["cap"])),
        )
        models = tuple(
            ModelInfo(name=str(name), context=int(context))
            for name, context in cast("list[tuple[str, int]]", fields["models"])
        )
        return StoredHost(choice, str(fields["key_for"]), ApiStyle(cast("str", fields["style"])), models)
    except (KeyError, TypeError, ValueError):
        return StoredHost()


def effective_url(choice: HostChoice) -> str:
    """Return the base_url a choice talks to; empty for the built-in model and for none."""
    if choice.kind is HostKind.OPENAI:
        return choice.base_url or OPENAI_URL
    return choice.base_url if choice.kind is HostKind.COMPATIBLE else ""


def with_model(choice: HostChoice, models: tuple[ModelInfo, ...]) -> HostChoice:
    """Return `choice` with a model filled in from `models` where none was named."""
    return choice if choice.model or not models else replace(choice, model=default_model(models))


UNFIT_WORDS = ("embed", "whisper", "tts", "image", "audio", "realtime", "transcribe", "moderation", "rerank", "dall-e")


def default_model(models: tuple[ModelInfo, ...]) -> str:
    """Return a sensible model: one that chats, the newest "mini" where there are several, else the newest.

    Servers list everything they have, and the names change every few weeks: only words that say what a model
    cannot do are known here.
    """
    chatting = [m for m in models if not any(word in m.name.lower() for word in UNFIT_WORDS)] or list(models)
    lasting = [m for m in chatting if not m.shutdown] or chatting
    small = [m for m in lasting if "mini" in m.name.lower()] or lasting
    return max(small, key=lambda model: model.created).name
