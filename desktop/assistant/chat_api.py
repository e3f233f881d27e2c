"""Chat Completions, for servers that have nothing newer: one request, its events read defensively."""

from collections.abc import AsyncGenerator, Sequence

from openai import AsyncOpenAI, omit
from openai.types.chat import ChatCompletionMessageParam
from openai.types.shared_params import ResponseFormatJSONSchema

from desktop.assistant.events import as_count, as_list, as_object, as_text
from desktop.assistant.failures import ProviderBadAnswer, ProviderCutOff, ProviderRefused
from desktop.assistant.openai_errors import failure_in_body
from desktop.assistant.providers import PromptEntry, Schema, Usage


async def stream(
    client: AsyncOpenAI, prompt: Sequence[PromptEntry], model: str, reply: int, who: str
) -> AsyncGenerator[str | Usage, None]:
    """Yield text as it comes, then the usage. Raises ProviderFailure and the package's errors.

    `max_tokens` is deprecated at OpenAI, which gets the Responses API; it is what every other server understands.
    """
    events = await client.chat.completions.create(
        model=model,
        messages=_messages(prompt),
        max_tokens=reply,
        stream=True,
        stream_options={"include_usage": True},
    )
    wrote = refused = False
    finish = ""
    async with events:
        async for event in events:
            data = as_object(event.to_dict(mode="json", warnings=False))
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
    wanted: ResponseFormatJSONSchema = {
        "type": "json_schema",
        "json_schema": {"name": schema.name, "schema": dict(schema.schema), "strict": True},
    }
    completion = await client.chat.completions.create(
        model=model, messages=_messages(prompt), max_tokens=reply, response_format=wanted, stream=omit
    )
    data = as_object(completion.to_dict(mode="json", warnings=False))
    if error := as_object(data.get("error")):
        raise failure_in_body(error, who)
    for choice in map(as_object, as_list(data.get("choices"))):
        return as_text(as_object(choice.get("message")).get("content"))
    return ""


def _messages(prompt: Sequence[PromptEntry]) -> list[ChatCompletionMessageParam]:
    return [_message(entry) for entry in prompt]


def _message(entry: PromptEntry) -> ChatCompletionMessageParam:
    match entry.role:
        case "system":
            return {"role": "system", "content": entry.text}
        case "user":
            return {"role": "user", "content": entry.text}
        case "assistant":
            return {"role": "assistant", "content": entry.text}
