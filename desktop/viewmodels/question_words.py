"""What is asked before something that cannot simply be undone: each question says what happens, and to whom."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from desktop.viewmodels.people_words import named

_CONTEXT = "Questions"


def _tr(text: str) -> str:
    return QCoreApplication.translate(_CONTEXT, text)


@dataclass(frozen=True, slots=True)
class Wording:
    """A question: its title, what happens, the word for yes and the word for no."""

    title: str
    text: str
    yes: str
    no: str
    dangerous: bool = True


def removal(name: str, group: str) -> Wording:
    """Ask before somebody is removed."""
    text = _tr(
        "%1 will no longer receive messages sent from now on. What %1 already has stays on %1’s devices. "
        "You can invite %1 again."
    )
    return Wording(named(_tr("Remove %1 from %2?"), name, group), named(text, name), _tr("Remove"), _tr("Cancel"))


def blocking(name: str) -> Wording:
    """Ask before somebody is blocked."""
    text = _tr(
        "You will no longer see what %1 writes, in any group. %1 is not told. "
        "Messages keep travelling through your device to the others. You can unblock %1 at any time."
    )
    return Wording(named(_tr("Block %1?"), name), named(text, name), _tr("Block"), _tr("Cancel"))


def promotion(name: str, group: str) -> Wording:
    """Ask before somebody becomes an admin."""
    text = _tr(
        "As an admin of %2, %1 can remove ordinary members, let newcomers in, make others admins, "
        "and change the group’s name, its assistant and who can do what. "
        "You can make %1 an ordinary member again."
    )
    title = named(_tr("Make %1 an admin?"), name)
    return Wording(title, named(text, name, group), _tr("Make admin"), _tr("Cancel"), dangerous=False)


def demotion(name: str, group: str) -> Wording:
    """Ask before somebody ceases to be an admin."""
    text = _tr(
        "%1 stays in %2, but can no longer remove people, let newcomers in or decide who can do what. "
        "You can make %1 an admin again."
    )
    title = named(_tr("Make %1 an ordinary member?"), name)
    return Wording(title, named(text, name, group), _tr("Make ordinary member"), _tr("Cancel"))


def leaving(group: str) -> Wording:
    """Ask before one leaves a group."""
    text = _tr(
        "You will no longer receive its messages. To come back, somebody has to invite you again. "
        "What is already on this device stays until you remove it."
    )
    return Wording(named(_tr("Leave %2?"), "", group), text, _tr("Leave"), _tr("Stay"))


def forgetting(group: str) -> Wording:
    """Ask before what is left of a group is deleted here."""
    text = _tr("Everything that was said in it is deleted from this device. The others keep what they have.")
    return Wording(named(_tr("Remove %2 from the list?"), "", group), text, _tr("Remove from list"), _tr("Cancel"))


def deletion(name: str) -> Wording:
    """Ask before a conversation of two is left and deleted."""
    text = _tr(
        "Everything you and %1 said here is deleted from this device. %1 keeps a copy, and sees that you left. "
        "You can begin a new conversation with %1 from any group you share."
    )
    title = named(_tr("Delete the conversation with %1?"), name)
    return Wording(title, named(text, name), _tr("Delete"), _tr("Keep"))
