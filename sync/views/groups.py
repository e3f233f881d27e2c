"""Groups: their members, rules, assistants and invites."""

from dataclasses import dataclass

from sync.core.ids import AccountId, EpochId, GroupId, InviteId, MessageId, RequestId
from sync.views.kinds import GroupKind, GroupState, Respond, Role
from sync.views.messages import MessageView


@dataclass(frozen=True, slots=True)
class AssistantSettings:
    """A group's assistant, and who changed it last (None: as the group was made)."""

    enabled: bool = True
    name: str = "Sage"
    instructions: str = ""
    respond: Respond = Respond.WHEN_MENTIONED
    model: str = ""
    changed_by: AccountId | None = None
    changed_at: int = 0


@dataclass(frozen=True, slots=True)
class GroupPolicy:
    """Who may do what, and what newcomers can read ("all" or "joining")."""

    history: str = "all"
    invite: str = "members"
    settings: str = "members"


@dataclass(frozen=True, slots=True)
class Member:
    """A person in a group; `online` means one of their devices can be reached.

    The last three say what this account may do: remove them, make them an admin, make them an ordinary member.
    """

    account_id: AccountId
    name: str
    role: Role
    online: bool
    blocked: bool
    you: bool
    verified: bool = False
    devices: int = 1
    removable: bool = False
    promotable: bool = False
    demotable: bool = False


@dataclass(frozen=True, slots=True)
class GroupSummary:
    """A line in the conversations list."""

    group_id: GroupId
    kind: GroupKind
    name: str
    state: GroupState
    unread: int
    """1,000 stands for that many or more."""
    last_message: MessageView | None
    member_count: int
    notice: str = ""
    """Why a join was refused, or what it waits for ("approval"); empty otherwise."""
    partner: AccountId | None = None
    """In a conversation of two: who the other one is."""
    requests: int = 0
    """Newcomers that wait for this account's approval."""


@dataclass(frozen=True, slots=True)
class GroupRights:
    """What this account may do in a group now."""

    invite: bool = False
    settings: bool = False
    policy: bool = False
    approve: bool = False


@dataclass(frozen=True, slots=True)
class Ending:
    """How this account's membership ended: by whom (oneself: left), under which name, when by the author's clock."""

    by: AccountId
    name: str
    at: int


@dataclass(frozen=True, slots=True)
class Group:
    """Everything the details panel shows."""

    group_id: GroupId
    kind: GroupKind
    state: GroupState
    name: str
    description: str
    members: tuple[Member, ...]
    assistant: AssistantSettings
    policy: GroupPolicy
    epoch_id: EpochId | None
    digest: bytes
    read_up_to: MessageId | None
    """The newest message marked read on this device."""
    rights: GroupRights = GroupRights()
    partner: AccountId | None = None
    """In a conversation of two: who the other one is."""
    ending: Ending | None = None
    """Once this account is no longer a member."""


@dataclass(frozen=True, slots=True)
class Invite:
    """An invite of a group. `code` and `link` are empty on devices other than the one that made it."""

    invite_id: InviteId
    group_id: GroupId
    code: str
    link: str
    created_by: AccountId
    expires_at: int
    max_uses: int
    uses: int
    approval: bool
    revoked: bool


@dataclass(frozen=True, slots=True)
class InvitePreview:
    """What a code says before anything is joined; names only where this device knows them."""

    group_id: GroupId | None
    group_name: str | None
    inviter: str | None
    expires_at: int
    addresses: tuple[str, ...]
    already_member: bool
    approval: bool | None = None
    """Whether an admin has to let the newcomer in; None where this device does not know the invite."""


@dataclass(frozen=True, slots=True)
class JoinRequest:
    """Somebody who holds an invite and waits for an admin's approval."""

    request_id: RequestId
    group_id: GroupId
    account_id: AccountId
    name: str
    invite_id: InviteId
    asked_at: int
