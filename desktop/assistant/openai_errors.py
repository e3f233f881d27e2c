"""From the `openai` package's errors, and error objects inside streams, to failures a person can act on."""

import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

import httpx2
from openai import APIConnectionError, APIError, APIStatusError, OpenAIError

from desktop.assistant.choice import HostKind
from desktop.assistant.events import JsonObject, as_object, as_text
from desktop.assistant.failures import (
    BuiltinStopped,
    ProviderAuth,
    ProviderBadAnswer,
    ProviderContextTooLong,
    ProviderCutOff,
    ProviderFailure,
    ProviderModelGone,
    ProviderQuota,
    ProviderRateLimited,
    ProviderRefused,
    ProviderServerError,
    ProviderUnreachable,
)
from desktop.assistant.providers import Connection

NEVER_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout)
"""Where there never was a connection, nothing left this machine; after anything else it may have."""
QUOTA = re.compile(r"(?<![a-z])(billing|credits?|quota|payment|balance)(?![a-z])", re.IGNORECASE)
CONTEXT = re.compile(
    r"context.(length|size|window)|maximum context|too many tokens|prompt is too long",
    re.IGNORECASE,
)
MODEL = re.compile(r"model_not_found|model.{0,80}(not found|not exist|deprecated|decommissioned)", re.IGNORECASE)
REFUSAL = re.compile(r"content_filter|content_policy|safety|bio_policy|policy_violation|moderation", re.IGNORECASE)
LIMITED = re.compile(r"rate_limit|too many requests", re.IGNORECASE)
DETAIL_CHARACTERS = 160


def endpoint_missing(error: OpenAIError) -> bool:
    """Return whether `error` may mean that the server has no such endpoint (or no such model: both say 404)."""
    return isinstance(error, APIStatusError) and error.status_code in (404, 405, 501)


def is_elsewhere(error: OpenAIError) -> bool:
    """Return whether what lists models is not at this address: a redirect, or a server of something else."""
    return isinstance(error, APIStatusError) and (endpoint_missing(error) or 300 <= error.status_code < 400)


def failure_of(error: OpenAIError, connection: Connection, model: str, *, shown: bool) -> ProviderFailure:
    """Return the failure `error` stands for; `shown` is whether part of the answer had come already."""
    who = connection.who
    if isinstance(error, APIStatusError):
        return _failure_of_status(error, connection, model)
    if isinstance(error, APIConnectionError):
        if shown:
            return ProviderCutOff(who)
        if connection.kind is HostKind.BUILTIN:
            return BuiltinStopped()
        return ProviderUnreachable(who, sent=not isinstance(error.__cause__, NEVER_SENT))
    if isinstance(error, APIError):
        return failure_in_body(as_object(error.body) or {"message": error.message}, who)
    return ProviderBadAnswer(who)


def failure_in_body(body: JsonObject, who: str) -> ProviderFailure:
    """Return the failure that an error object inside a stream stands for."""
    words = _words(body)
    if QUOTA.search(words):
        return ProviderQuota(who)
    if LIMITED.search(words):
        return ProviderRateLimited(who, None)
    if CONTEXT.search(words):
        return ProviderContextTooLong(who)
    if REFUSAL.search(words):
        return ProviderRefused(who)
    return ProviderServerError(who)


def _failure_of_status(error: APIStatusError, connection: Connection, model: str) -> ProviderFailure:
    who, status = connection.who, error.status_code
    body = as_object(error.body)
    words = _words(body)
    if status == 402 or (status in (403, 429) and QUOTA.search(words)):
        return ProviderQuota(who)
    if status == 403 and MODEL.search(words):
        return ProviderModelGone(who, model)
    if status in (401, 403):
        return ProviderAuth(who)
    if status == 429:
        return ProviderRateLimited(who, retry_after(error.response.headers))
    if status == 413 or CONTEXT.search(words):
        return ProviderContextTooLong(who)
    if status in (404, 410) or MODEL.search(words):
        return ProviderModelGone(who, model)
    if status == 408 or status >= 500:
        return ProviderServerError(who, status)
    if REFUSAL.search(words):
        return ProviderRefused(who)
    return ProviderBadAnswer(who, _detail(body, connection.api_key))


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds a Retry-After header asks to wait (RFC 9110, 10.2.3), None without one that can be read."""
    milliseconds, value = headers.get("retry-after-ms", ""), headers.get("retry-after", "")
    try:
        if milliseconds:
            return max(0.0, float(milliseconds) / 1000)
        if value:
            return max(0.0, float(value))
    except ValueError:
        try:
            date = parsedate_to_datetime(value)
            now = parsedate_to_datetime(headers.get("date", ""))
            return max(0.0, (date - now).total_seconds())
        except (ValueError, TypeError):
            return None
    return None


def _words(body: JsonObject) -> str:
    """Return the parts of an error object that say what it is."""
    return " ".join(as_text(body.get(name)) for name in ("code", "type", "message"))


def _detail(body: JsonObject, api_key: str) -> str:
    """Return the provider's own explanation, short, on one line, without the key or anything like one."""
    text = " ".join(as_text(body.get("message")).split())
    if api_key:
        text = text.replace(api_key, "***")
    text = re.sub(r"\b(sk|key|gsk|pk)-[\w*-]{6,}", "***", text)
    return text if len(text) <= DETAIL_CHARACTERS else text[:DETAIL_CHARACTERS].rstrip() + "…"
