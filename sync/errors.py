"""The error tree: each error has a stable code, a fault (whose it is) and a sentence for a person."""

from enum import StrEnum
from typing import ClassVar


class Fault(StrEnum):
    """Whose fault an error is."""

    LOCAL = "local"
    REMOTE = "remote"
    ENVIRONMENT = "environment"
    BUG = "bug"


class HostileInput(Exception):
    """Bytes from outside broke a rule of the protocol. Costs the sender its connection and nothing else."""


class CauserieError(Exception):
    """Base of every error a person may see: `message` says what happened and why, `hint` what to do."""

    code: ClassVar[str] = "internal"
    fault: ClassVar[Fault] = Fault.BUG
    default_hint: ClassVar[str] = ""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = self.default_hint if hint is None else hint


class InvalidInput(CauserieError):
    """What was given cannot be accepted as it is."""

    code = "invalid"
    fault = Fault.LOCAL


class TooLarge(InvalidInput):
    """What was given is over a documented limit."""

    code = "too_large"


class EmptyText(InvalidInput):
    """A message or a name with nothing to see in it."""

    code = "empty"


class NoAccount(CauserieError):
    """The profile has no account yet."""

    code = "no_account"
    fault = Fault.LOCAL
    default_hint = "Create an account first: it only takes a name."


class AccountExists(CauserieError):
    """The profile already has an account."""

    code = "account_exists"
    fault = Fault.LOCAL


class NoSuchGroup(CauserieError):
    """No group with that id on this device."""

    code = "no_such_group"
    fault = Fault.LOCAL


class NoSuchMessage(CauserieError):
    """No message with that id in the group."""

    code = "no_such_message"
    fault = Fault.LOCAL


class NoSuchAttachment(CauserieError):
    """There is no such attachment, or it is not on this device."""

    code = "no_such_attachment"
    fault = Fault.LOCAL


class FileUnreadable(CauserieError):
    """A file that was to be attached cannot be read."""

    code = "file_unreadable"
    fault = Fault.ENVIRONMENT


class FileExists(CauserieError):
    """A file of that name is there already, and is not overwritten."""

    code = "file_exists"
    fault = Fault.LOCAL
    default_hint = "Choose another name."


class FileNotSaved(CauserieError):
    """An attachment could not be written where it was to go."""

    code = "file_not_saved"
    fault = Fault.ENVIRONMENT


class NotAMember(CauserieError):
    """The account is not, or no longer, a member of the group."""

    code = "not_a_member"
    fault = Fault.LOCAL


class NotAllowed(CauserieError):
    """The account's role does not permit that."""

    code = "not_allowed"
    fault = Fault.LOCAL


class NotReadyYet(CauserieError):
    """The group is still being joined."""

    code = "not_ready"
    fault = Fault.ENVIRONMENT


class InviteMalformed(CauserieError):
    """The invite code cannot be read."""

    code = "invite_malformed"
    fault = Fault.LOCAL
    default_hint = "Copy the whole code, from its first letter to its last, and paste it again."


class InviteExpired(CauserieError):
    """The invite's time has passed."""

    code = "invite_expired"
    fault = Fault.REMOTE
    default_hint = "Ask for a new code."


class InviteUsedUp(CauserieError):
    """The invite has been used as often as allowed."""

    code = "invite_used_up"
    fault = Fault.REMOTE
    default_hint = "Ask for a new code."


class InviteRevoked(CauserieError):
    """The invite was withdrawn."""

    code = "invite_revoked"
    fault = Fault.REMOTE
    default_hint = "Ask for a new code."


class JoinRejected(CauserieError):
    """An admin of the group said no."""

    code = "join_rejected"
    fault = Fault.REMOTE
    default_hint = "Ask a member of the group."


class NoSuchRequest(CauserieError):
    """No such request is waiting."""

    code = "no_such_request"
    fault = Fault.LOCAL


class NoSuchMember(CauserieError):
    """That account is not a member of the group, or nobody this device knows."""

    code = "no_such_member"
    fault = Fault.LOCAL


class Blocked(CauserieError):
    """The account is blocked on this device."""

    code = "blocked"
    fault = Fault.LOCAL
    default_hint = "Unblock them first."


class SafetyNumberMismatch(CauserieError):
    """The number that was compared is another one."""

    code = "safety_number_mismatch"
    fault = Fault.REMOTE
    default_hint = "Compare again. If it differs once more, do not trust that this is who it says."


class NoSuchDevice(CauserieError):
    """The account has no such device."""

    code = "no_such_device"
    fault = Fault.LOCAL


class LinkMalformed(CauserieError):
    """The code for linking a device cannot be read."""

    code = "link_malformed"
    fault = Fault.LOCAL
    default_hint = "Copy the whole code, from its first letter to its last, and paste it again."


class LinkExpired(CauserieError):
    """The code for linking a device is too old, or was used."""

    code = "link_expired"
    fault = Fault.REMOTE
    default_hint = "Make a new code on the other device."


class LinkRejected(CauserieError):
    """The user said no on the other device."""

    code = "link_rejected"
    fault = Fault.REMOTE


class AlreadyAMember(CauserieError):
    """The account is in that group already."""

    code = "already_a_member"
    fault = Fault.LOCAL


class Unreachable(CauserieError):
    """Nobody answered at that address."""

    code = "unreachable"
    fault = Fault.ENVIRONMENT
    default_hint = "Check that both devices are on the same network and that no firewall is in the way."


class PortTaken(CauserieError):
    """The port asked for is in use by another program."""

    code = "port_taken"
    fault = Fault.ENVIRONMENT
    default_hint = "Choose another port, or 0 for any free one."


class ProfileInUse(CauserieError):
    """Another process holds the profile."""

    code = "profile_in_use"
    fault = Fault.LOCAL


class ProfileUnwritable(CauserieError):
    """The profile's folder or files cannot be written."""

    code = "profile_unwritable"
    fault = Fault.ENVIRONMENT


class DiskFull(CauserieError):
    """The disk has no room left."""

    code = "disk_full"
    fault = Fault.ENVIRONMENT
    default_hint = "Free some space and try again; nothing already written is lost."


class WrongPassphrase(CauserieError):
    """The passphrase does not open this profile."""

    code = "wrong_passphrase"
    fault = Fault.LOCAL


class NoKeyStore(CauserieError):
    """No OS keyring answers and no passphrase was given."""

    code = "no_key_store"
    fault = Fault.ENVIRONMENT


class StoreDamaged(CauserieError):
    """The database cannot be read."""

    code = "store_damaged"
    fault = Fault.ENVIRONMENT


class StoreTooNew(CauserieError):
    """The profile was written by a later version of Causerie."""

    code = "store_too_new"
    fault = Fault.LOCAL
