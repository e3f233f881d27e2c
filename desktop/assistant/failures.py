"""Every way a provider can fail: a stable code, a sentence, and what to do. The key appears in none of them."""

import math
from typing import ClassVar

from sync.errors import CauserieError, Fault


class ProviderFailure(CauserieError):
    """A model could not answer. `who` names the provider as a person knows it, such as "OpenAI"."""

    code = "provider_failed"
    fault = Fault.REMOTE
    passing: ClassVar[bool] = False
    """Worth trying again by itself, as long as nothing of the answer has been shown."""

    def __init__(self, message: str, *, sent: bool = True, wait: float | None = None) -> None:
        super().__init__(message)
        self.sent = sent
        """Whether the conversation may have left this machine before the failure."""
        self.wait = wait
        """Seconds the provider asks to wait, where it says so."""

    @property
    def sentence(self) -> str:
        """What happened and what to do, as shown in the timeline."""
        return f"{self.message} {self.hint}".strip()


class ProviderAuth(ProviderFailure):
    """The key is wrong, revoked or may not use this."""

    code = "provider_auth"
    fault = Fault.LOCAL
    default_hint = "The device that hosts the assistant can enter a key in the settings."

    def __init__(self, who: str, *, missing: bool = False) -> None:
        super().__init__(f"{who} needs an API key." if missing else f"{who} refused the API key.", sent=not missing)


class ProviderQuota(ProviderFailure):
    """The key is right but its account has no credit left."""

    code = "provider_quota"
    default_hint = "Add credit there, or choose another model in the settings."

    def __init__(self, who: str) -> None:
        super().__init__(f"The account at {_within(who)} has no credit left.")


class ProviderRateLimited(ProviderFailure):
    """Too many requests; `wait` holds the seconds to wait where the provider says so."""

    code = "provider_rate_limited"
    passing = True

    def __init__(self, who: str, wait: float | None) -> None:
        when = "in a while" if wait is None else f"in {_duration(wait)}"
        super().__init__(f"{who} is receiving too many requests. Try again {when}.", wait=wait)


class ProviderUnreachable(ProviderFailure):
    """No connection, or no sign of an answer in time."""

    code = "provider_unreachable"
    fault = Fault.ENVIRONMENT
    passing = True
    default_hint = "Check the network, and that the model's server is running, then try again."

    def __init__(self, who: str, *, sent: bool = False) -> None:
        super().__init__(f"{who} does not answer.", sent=sent)


class ProviderModelGone(ProviderFailure):
    """The model was retired, renamed or never existed there."""

    code = "provider_model_gone"
    default_hint = "Choose another model in the settings."

    def __init__(self, who: str, model: str) -> None:
        super().__init__(f"{who} has no model called “{model}” (any more).")


class ProviderNoModels(ProviderFailure):
    """The server is there and has nothing to answer with."""

    code = "provider_no_models"
    default_hint = "Load one there first, then try again."

    def __init__(self, who: str) -> None:
        super().__init__(f"{who} has no model yet.", sent=False)


class ProviderNotThere(ProviderFailure):
    """Something answers at the address, and it is no model server."""

    code = "provider_not_there"
    fault = Fault.LOCAL
    default_hint = "Check the address; it often ends in /v1."

    def __init__(self, who: str) -> None:
        super().__init__(f"There is no model server at this address of {who}.", sent=False)


class ProviderContextTooLong(ProviderFailure):
    """The conversation does not fit the model, even shortened."""

    code = "provider_context_too_long"
    default_hint = "Shorten the message or the assistant's instructions, or choose a model with a larger context."

    def __init__(self, who: str) -> None:
        super().__init__(f"This is too long for the model at {_within(who)}.")


class ProviderRefused(ProviderFailure):
    """The model or the provider's filter declined to answer."""

    code = "provider_refused"
    default_hint = "Ask in another way."

    def __init__(self, who: str) -> None:
        super().__init__(f"The model at {_within(who)} declined to answer this.")


class ProviderCutOff(ProviderFailure):
    """The answer stopped in the middle."""

    code = "provider_cut_off"
    fault = Fault.ENVIRONMENT
    default_hint = "Try again."

    def __init__(self, who: str) -> None:
        super().__init__(f"The answer from {_within(who)} broke off before its end.")


class ProviderServerError(ProviderFailure):
    """The provider has a fault of its own."""

    code = "provider_server_error"
    passing = True
    default_hint = "Try again later."

    def __init__(self, who: str, status: int | None = None) -> None:
        figure = "" if status is None else f" (error {status})"
        super().__init__(f"{who} has a problem of its own{figure}.")


class ProviderMissing(ProviderFailure):
    """The built-in model is not installed or does not start on this device."""

    code = "provider_missing"
    fault = Fault.ENVIRONMENT
    default_hint = "Install Causerie with its “builtin-model” extra, or choose another model in the settings."

    def __init__(self, message: str) -> None:
        super().__init__(message, sent=False)


class BuiltinStopped(ProviderFailure):
    """The built-in model's process has ended; the next question starts it again."""

    code = "provider_stopped"
    fault = Fault.ENVIRONMENT
    default_hint = "Try again: that starts it anew."

    def __init__(self) -> None:
        super().__init__("The built-in model has stopped on this device.", sent=False)


class ProviderBadAnswer(ProviderFailure):
    """What came back is not what the interface promises; `detail` is the provider's own short explanation."""

    code = "provider_bad_answer"
    default_hint = "Try again, or choose another model in the settings."

    def __init__(self, who: str, detail: str = "") -> None:
        said = f": {detail.rstrip('. ')}." if detail else "."
        super().__init__(f"{who} answered with something that cannot be used{said}")


class CapReached(ProviderFailure):
    """The sponsor's limit of answers a day is used up."""

    code = "assistant_cap_reached"
    fault = Fault.LOCAL
    default_hint = "It counts again from midnight."

    def __init__(self, cap: int) -> None:
        answers = "1 answer" if cap == 1 else f"{cap} answers"
        super().__init__(f"The limit of {answers} a day for this model is reached.", sent=False)


class NoModelHere(ProviderFailure):
    """Neither this device nor a connected one has a model to answer with."""

    code = "assistant_no_model"
    fault = Fault.LOCAL
    default_hint = "Choose a model in the settings, or wait until a member who offers one is connected."

    def __init__(self) -> None:
        super().__init__("No connected device has a model for the assistant.", sent=False)


def _within(who: str) -> str:
    """Return a provider's name as it stands inside a sentence: "the built-in model"."""
    return f"the{who[3:]}" if who.startswith("The ") else who


def _duration(seconds: float) -> str:
    """Return `seconds` in words, rounded up."""
    whole = max(1, math.ceil(seconds))
    if whole < 120:
        return "1 second" if whole == 1 else f"{whole} seconds"
    minutes = math.ceil(whole / 60)
    return f"{minutes} minutes" if minutes < 120 else f"{math.ceil(minutes / 60)} hours"
