"""The Responses API: one request, its events read defensively."""

from collections.abc import AsyncGenerator, Sequence

from openai import AsyncOpenAI, omit
from openai.types.responses import ResponseInputParam, ResponseTextConfigParam

from desktop.assistant.events import JsonObject, as_count, as_list, as_object, as_text
from desktop.assistant.failures import ProviderBadAnswer, ProviderCutOff, ProviderFailure, ProviderRefused
from desktop.assistant.openai_errors import failure_in_body
from desktop.assistant.providers import PromptEntry, Schema, Usage


async def stream(
    client: AsyncOpenAI, prompt: Sequence[PromptEntry], model: str, reply: int, who: str
) -> AsyncGenerator[str | Usage, None]:
    """Yield text as it comes, then the usage. Raises ProviderFailure and the package's errors."""
    events = await client.responses.create(
        model=model, input=_input(prompt), max_output_tokens=reply, store=False, stream=True
    )
    wrote = refused = False
    async with events:
        async for event in events:
            # Built without validation by the package: a hostile or sloppy server can put anything here.
            data = as_object(event.to_dict(mode="json", warnings=False))
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
    text: ResponseTextConfigParam = {
        "format": {"type": "json_schema", "name": schema.name, "schema": dict(schema.schema), "strict": True}
    }
    response = await client.responses.create(
        model=model, input=_input(prompt), max_output_tokens=reply, store=False, text=text, stream=omit
    )
    data = as_object(response.to_dict(mode="json", warnings=False))
    if as_object(data.get("error")):
        raise _failed({"response": data}, who)
    return _written(data)


def _input(prompt: Sequence[PromptEntry]) -> ResponseInputParam:
    return [{"role": entry.role, "content": entry.text, "type": "message"} for entry in prompt]


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
