"""Automatic mode: one structured decision whether the assistant should speak now, and why."""

import json
from dataclasses import dataclass

from desktop.assistant.context import conversation
from desktop.assistant.events import as_object, as_text
from desktop.assistant.failures import ProviderBadAnswer
from desktop.assistant.mentions import mentions, own_words
from desktop.assistant.providers import PromptEntry, Provider, Schema
from sync.views import AuthorKind, Group, MessageView

JUDGED_MESSAGES = 12
"""Whether somebody is spoken to shows in the last few messages; more would cost the sponsor for nothing."""
DECISION_TOKENS = 160
WHY_CHARACTERS = 200
QUESTION_MARKS = ("?", "？", "؟", "⸮", "\u037e")
SCHEMA = Schema(
    "decision",
    {
        "type": "object",
        "properties": {
            "respond": {"type": "boolean"},
            "react": {"type": "string", "maxLength": 8},
            "why": {"type": "string", "maxLength": WHY_CHARACTERS},
        },
        "required": ["respond", "react", "why"],
        "additionalProperties": False,
    },
)


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether to speak, an emoji to react with (may be empty), and the reason in a few words."""

    respond: bool
    react: str
    why: str


async def judge(
    provider: Provider, model: str, group: Group, message: MessageView, recent: list[MessageView]
) -> Decision:
    """Ask the model whether the assistant should speak after `message`. Raises ProviderFailure.

    Very small models, and servers that ignore the schema, give something else than the decision asked for. Then the
    rule of `cautious` decides, and the reason says so.
    """
    try:
        text = await provider.decide(judge_prompt(group, message, recent), model, DECISION_TOKENS, SCHEMA)
    except ProviderBadAnswer:
        text = ""
    return parse_decision(text) or cautious(group, message, recent)


def judge_prompt(group: Group, message: MessageView, recent: list[MessageView]) -> tuple[PromptEntry, ...]:
    """Return the question put to the model: the rule, then the last messages as one transcript."""
    settings = group.assistant
    people = ", ".join(member.name for member in group.members if not member.blocked)
    rule = (
        f"You decide whether {settings.name}, the AI assistant in a group chat of {people}, should say something now. "
        f"Yes: somebody asks {settings.name} or everybody something {settings.name} can help with, or is stuck, or an "
        "important error should be put right. No: people talk with each other, small talk, thanks, plans between "
        "people, or the matter was just answered. When in doubt: no. Reply as JSON: respond (true or false), react "
        "(one emoji for the last message, or empty), why (a few words in the language of the conversation)."
    )
    if settings.instructions.strip():
        rule += f"\nThe group's instructions to {settings.name}:\n{settings.instructions.strip()}"
    lines = conversation(group, recent, upto=message)[-JUDGED_MESSAGES:]
    transcript = "\n".join(f"{settings.name}: {line.text}" if line.role == "assistant" else line.text for line in lines)
    return PromptEntry("system", rule), PromptEntry("user", transcript)


def parse_decision(text: str) -> Decision | None:
    """Return the decision in `text`, None when it is not one."""
    try:
        data = as_object(json.loads(text))
    except ValueError:
        return None
    respond = data.get("respond")
    if not isinstance(respond, bool):
        return None
    why = " ".join(as_text(data.get("why")).split())[:WHY_CHARACTERS]
    return Decision(respond, as_text(data.get("react")).strip()[:8], why or "The model gave no reason.")


def cautious(group: Group, message: MessageView, recent: list[MessageView]) -> Decision:
    """Decide without a model: speak only after a question that is put to nobody in particular.

    Put to somebody: it names another member, or replies to a person's message.
    """
    words = own_words(message.text).strip()
    if not words.endswith(QUESTION_MARKS):
        return Decision(False, "", "The model gave no usable decision, and this is not a question.")
    others = [member.name for member in group.members if member.account_id != message.author.account_id]
    replied = next((m for m in recent if m.message_id == message.reply_to), None)
    to_person = replied is not None and replied.author.kind is AuthorKind.PERSON
    if to_person or any(mentions(message.text, name) for name in others):
        return Decision(False, "", "The model gave no usable decision, and this question is put to somebody else.")
    return Decision(True, "", "The model gave no usable decision; this is a question to everybody.")
