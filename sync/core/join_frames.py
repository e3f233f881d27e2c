"""The frames by which somebody joins a group (PROTOCOL.md, "Invites" and "Approval")."""

from typing import Annotated

from msgspec import Meta

from sync.core.frame_fields import Code, Group, GroupOrNone, Name, RequestId32, Sentence, Signature, Tag, TagOrNone
from sync.core.ops import SignedCertificate, Wire
from sync.core.requests import STATEMENT_BYTES, Request


class JoinAsk(Wire, tag=22):
    """Let me in: what `requests.Request` holds, the invite named by a tag of this connection."""

    certificate: SignedCertificate
    name: Name
    statement: Annotated[bytes, Meta(max_length=STATEMENT_BYTES)]
    proof: Signature
    consent: Signature
    tag: Tag


class JoinAnswer(Wire, tag=23):
    """The group joined; or none, a stable code and a sentence."""

    group: GroupOrNone
    code: Code
    message: Sentence


class Knock(Wire, tag=27):
    """Does the peer know the invite that made this tag? Tells whoever does not know it nothing."""

    tag: Tag


class KnockAnswer(Wire, tag=28):
    """The sender knows the invite and shows so by a tag of its own; empty: it does not. Unasked: ask me again."""

    tag: TagOrNone


class JoinForward(Wire, tag=29):
    """A newcomer's request to join, passed on to an admin's device."""

    group: Group
    request: Request


class JoinVerdict(Wire, tag=30):
    """An admin says no to a request."""

    group: Group
    request: RequestId32
