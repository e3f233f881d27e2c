"""From a choice to a connection: whose key goes where, what a server is called, and what a test says."""

from urllib.parse import urlsplit, urlunsplit

from desktop.assistant.choice import ApiStyle, HostChoice, HostKind, ModelInfo, effective_url
from desktop.assistant.providers import Connection
from sync.errors import InvalidInput

BUILTIN_NAME = "The built-in model"


def cleaned(choice: HostChoice) -> HostChoice:
    """Return `choice` with a tidy base_url. Raises InvalidInput with a sentence for one that cannot work."""
    cap = max(0, choice.cap)
    if choice.kind not in (HostKind.OPENAI, HostKind.COMPATIBLE):
        return HostChoice(choice.kind, "", choice.model.strip(), choice.sponsor, cap)
    url = choice.base_url.strip()
    if not url and choice.kind is HostKind.COMPATIBLE:
        raise InvalidInput("A compatible server needs its address.", "It often looks like http://127.0.0.1:11434/v1.")
    return HostChoice(choice.kind, tidy_url(url) if url else "", choice.model.strip(), choice.sponsor, cap)


def tidy_url(url: str) -> str:
    """Return `url` without a trailing slash, query or user. Raises InvalidInput for anything but http and https."""
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port, parts = None, None, urlsplit("")
    if parts.scheme not in ("http", "https") or not host or not host.isascii() or any(c.isspace() for c in url):
        raise InvalidInput("That is not the address of a server.", "It often looks like http://127.0.0.1:11434/v1.")
    shown_host = f"[{host}]" if ":" in host else host
    where = shown_host if port is None else f"{shown_host}:{port}"
    # A bare host is taken for what every compatible server has behind it.
    return urlunsplit((parts.scheme, where, parts.path.rstrip("/") or "/v1", "", ""))


def name_of(choice: HostChoice) -> str:
    """Return the provider as a person knows it."""
    if choice.kind is HostKind.BUILTIN:
        return BUILTIN_NAME
    url = urlsplit(effective_url(choice))
    return "OpenAI" if url.hostname == "api.openai.com" else url.netloc


def connection_for(choice: HostChoice, api_key: str, style: ApiStyle) -> Connection:
    """Return the connection to a server that is not ours to start."""
    known = ApiStyle.RESPONSES if choice.kind is HostKind.OPENAI else style
    return Connection(choice.kind, effective_url(choice), choice.model, name_of(choice), known, api_key)


def tested_sentence(choice: HostChoice, api_key: str, models: tuple[ModelInfo, ...]) -> str:
    """Return what a successful test says, such as "Key works: 41 models"."""
    count = "1 model" if len(models) == 1 else f"{len(models)} models"
    if choice.kind is HostKind.BUILTIN:
        return "The built-in model works. It is small: good for a first try, not for real questions."
    return f"Key works: {count}" if api_key else f"{name_of(choice)} answers: {count}"


def receipt_url(choice: HostChoice) -> str:
    """Return the server named in receipts; the built-in one has a new port at each start and is told by its kind."""
    return effective_url(choice)
