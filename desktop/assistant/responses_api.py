"""The Responses API: one request, its events read defensively.

The package's own classes for this API are left aside: building them holds the loop up for half a second at the first
event, and each later event would be validated and then read defensively all the same.
"""

from collections.abc import AsyncGenerator, Sequence

from openai import AsyncOpenAI, AsyncStream

from desktop.assistant.events import JsonObject, as_count, as_list, as_object, as_text
from desktop.assistant.failures import ProviderBadAnswer, ProviderCutOff, ProviderFailure, ProviderRefused
from desktop.assistant.openai_errors import failure_in_body
from desktop.assistant.providers import PromptEntry, Schema, Usage

PATH = "/responses"


async def stream(
    client: AsyncOpenAI, prompt: Sequence[PromptEntry], model: str, reply: int, who: str
) -> AsyncGenerator[str | Usage, None]:
    """Yield text as it comes, then the usage. Raises ProviderFailure and the package's errors."""
    body = {**_request(prompt, model, reply), "stream": True}
    events = await client.post(PATH, cast_to=object, body=body, stream=True, stream_cls=AsyncStream[object])
    wrote = refused = False
    async with events:
        async for event in events:
            data = as_object(event)
            match as_text(data.get("type")):
                case "response.output_text.delta":
                    if delta := as_text(data.get("delta")):
                        wrote = True
                        yield delta
                case "response.refusal.delta" | "response.refusal.done":
                    refused = True
                case "response.completed" | "response.incomplete" as kind:
                    final = as_object(data.get("response"))
                    for piece in _ending(final, kind == "response.incomplete", wrote, refused, who):
                        yield piece
                    return
                case "response.failed" | "error":
                    raise _failed(data, who)
                case _:
                    pass
    raise ProviderCutOff(who)


async def decide(
    client: AsyncOpenAI, prompt: Sequence[PromptEntry], model: str, reply: int, schema: Schema, who: str
) -> str:
    """Return the JSON text of a structured answer. Raises ProviderFailure and the package's errors."""
    wanted = {"type": "json_schema", "name": schema.name, "schema": dict(schema.schema), "strict": True}
    body = {**_request(prompt, model, reply), "text": {"format": wanted}}
    data = as_object(await client.post(PATH, cast_to=object, body=body))
    if as_object(data.get("error")):
        raise _failed({"response": data}, who)
    return _written(data)


def _request(prompt: Sequence[PromptEntry], model: str, reply: int) -> JsonObject:
    entries = [{"role": entry.role, "content": entry.text} for entry in prompt]
    return {"model": model, "input": entries, "max_output_tokens": reply, "store": False}


def _written(response: JsonObject) -> str:
    """Return the text of a whole response."""
    parts = [
        as_text(as_object(part).get("text"))
        for item in as_list(response.get("output"))
        for part in as_list(as_object(item).get("content"))
        if as_object(part).get("type") == "output_text"
    ]
    return "".join(parts)


def _ending(response: JsonObject, incomplete: bool, wrote: bool, refused: bool, who: str) -> list[str | Usage]:
    """Return what the last event still adds: text that never came as deltas, and the usage."""
    why = as_text(as_object(response.get("incomplete_details")).get("reason"))
    if refused or (incomplete and why == "content_filter"):
        raise ProviderRefused(who)
    pieces: list[str | Usage] = []
    if not wrote:
        text = _written(response)
        if not text:
            detail = "it used all its room for thinking and wrote nothing" if incomplete else "it wrote nothing"
            raise ProviderBadAnswer(who, detail)
        pieces.append(text)
    usage = as_object(response.get("usage"))
    if usage:
        pieces.append(Usage(as_count(usage.get("input_tokens")), as_count(usage.get("output_tokens"))))
    return pieces


def _failed(data: JsonObject, who: str) -> ProviderFailure:
    """Return the failure an `error` event, or the response of a `response.failed` event, stands for."""
    nested = as_object(as_object(data.get("response")).get("error"))
    return failure_in_body(nested or as_object(data.get("error")) or data, who)
