"""Chat Completions, for servers that have nothing newer: one request, its events read defensively.

As in `responses_api`, the package carries the request and the events; its classes for their contents are left aside.
"""

from collections.abc import AsyncGenerator, Sequence

from openai import AsyncOpenAI, AsyncStream

from desktop.assistant.events import JsonObject, as_count, as_list, as_object, as_text
from desktop.assistant.failures import ProviderBadAnswer, ProviderCutOff, ProviderRefused
from desktop.assistant.openai_errors import failure_in_body
from desktop.assistant.providers import PromptEntry, Schema, Usage

PATH = "/chat/completions"


async def stream(
    client: AsyncOpenAI, prompt: Sequence[PromptEntry], model: str, reply: int, who: str
) -> AsyncGenerator[str | Usage, None]:
    """Yield text as it comes, then the usage. Raises ProviderFailure and the package's errors."""
    body = {**_request(prompt, model, reply), "stream": True, "stream_options": {"include_usage": True}}
    events = await client.post(PATH, cast_to=object, body=body, stream=True, stream_cls=AsyncStream[object])
    wrote = refused = False
    finish = ""
    async with events:
        async for event in events:
            data = as_object(event)
            if error := as_object(data.get("error")):
                raise failure_in_body(error, who)
            for choice in map(as_object, as_list(data.get("choices"))):
                delta = as_object(choice.get("delta"))
                finish = as_text(choice.get("finish_reason")) or finish
                refused = refused or bool(as_text(delta.get("refusal")))
                if text := as_text(delta.get("content")):
                    wrote = True
                    yield text
            if usage := as_object(data.get("usage")):
                yield Usage(as_count(usage.get("prompt_tokens")), as_count(usage.get("completion_tokens")))
    if refused or finish == "content_filter":
        raise ProviderRefused(who)
    if not finish:
        raise ProviderCutOff(who)
    if not wrote:
        raise ProviderBadAnswer(who, "it wrote nothing")


async def decide(
    client: AsyncOpenAI, prompt: Sequence[PromptEntry], model: str, reply: int, schema: Schema, who: str
) -> str:
    """Return the JSON text of a structured answer. Raises ProviderFailure and the package's errors."""
    wanted = {"name": schema.name, "schema": dict(schema.schema), "strict": True}
    body = {**_request(prompt, model, reply), "response_format": {"type": "json_schema", "json_schema": wanted}}
    data = as_object(await client.post(PATH, cast_to=object, body=body))
    if error := as_object(data.get("error")):
        raise failure_in_body(error, who)
    for choice in map(as_object, as_list(data.get("choices"))):
        return as_text(as_object(choice.get("message")).get("content"))
    return ""


def _request(prompt: Sequence[PromptEntry], model: str, reply: int) -> JsonObject:
    """Return what both ways of asking have in common.

    `max_tokens` is deprecated at OpenAI, which gets the Responses API; it is what every other server understands.
    """
    messages = [{"role": entry.role, "content": entry.text} for entry in prompt]
    return {"model": model, "messages": messages, "max_tokens": reply}
