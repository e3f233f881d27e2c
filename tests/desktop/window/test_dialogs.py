"""Inviting, joining and the settings."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from sync.views import GroupState
from tests.desktop.window.conftest import OpenWindow
from tests.support.fake_seed import seeded_engine
from tests.support.fake_state import CODE, EXPIRED_CODE
from tests.support.window_driver import WindowDriver

CONTROL = Qt.KeyboardModifier.ControlModifier


def pill(driver: WindowDriver, group: str, text: str) -> None:
    """Click one of several pills by what it says."""
    found = [item for item in driver.items(driver.item(group)) if item.property("text") == text]
    driver.click_item(found[0])


def test_an_invite_is_ready_to_copy_as_code_and_as_link(ana: WindowDriver, qapp: QGuiApplication) -> None:
    """Each button says when it has done it."""
    ana.click("inviteButton")
    ana.wait(lambda: ana.value("invite.code") == CODE)
    ana.click("copyCodeButton")
    assert qapp.clipboard().text() == CODE
    assert ana.says("Copied")
    ana.click("copyLinkButton")
    assert qapp.clipboard().text() == f"causerie:join/{CODE}"
    assert ana.says("The invite link as a QR code")
    qapp.clipboard().clear()


def test_other_choices_make_another_invite_and_the_same_ones_do_not(open_window: OpenWindow) -> None:
    """Opening the dialog again does not litter the group with invites."""
    engine = seeded_engine()
    driver = open_window(engine)
    driver.click("inviteButton")
    driver.wait(lambda: driver.value("invite.code"))
    pill(driver, "usesPills", "Once")
    driver.wait(lambda: driver.value("invite.uses") == "1" and not driver.value("invite.busy"))
    pill(driver, "usesPills", "20 times")
    driver.press(Qt.Key.Key_Escape)
    driver.click("inviteButton")
    driver.wait(lambda: driver.value("invite.code"))
    (made,) = engine.state.invites.values()
    assert [invite.max_uses for invite in made] == [20, 1]


@pytest.mark.parametrize(
    ("pasted", "sentence"),
    [
        ("hello", "This does not look like an invite code."),
        (EXPIRED_CODE, "This code expired yesterday. Ask for a new code."),
    ],
)
def test_a_code_that_is_no_good_is_explained_and_kept(ana: WindowDriver, pasted: str, sentence: str) -> None:
    """While it is typed, with what to do."""
    ana.press(Qt.Key.Key_J, CONTROL)
    ana.item("joinCodeArea")
    ana.type(pasted)
    ana.wait(lambda: ana.says(sentence))
    assert not ana.item("joinButton").isEnabled()
    assert ana.value("joining.code") == pasted


def test_joining_waits_says_what_helps_and_arrives(open_window: OpenWindow) -> None:
    """From paste to conversation."""
    engine = seeded_engine()
    driver = open_window(engine)
    driver.press(Qt.Key.Key_J, CONTROL)
    driver.item("joinCodeArea")
    driver.type(f" {CODE[:20]} {CODE[20:]}")
    driver.click("joinButton")
    driver.wait(lambda: driver.says("Nobody from this group is reachable on this network. Causerie keeps trying."))
    driver.type_into("addressField", "192.168.1.20:4711")
    driver.click("connectButton")
    driver.wait(lambda: driver.says("Nobody answered at 192.168.1.20:4711."))
    joining = next(g for g in engine.state.groups.values() if g.state is GroupState.JOINING)

    async def refuse(_: object) -> None:
        engine.state.notices[joining.group_id] = "This invite has been used as often as it may be."
        engine.state.put_group(replace(joining, state=GroupState.REFUSED))

    driver.engine(refuse)
    driver.wait(lambda: driver.says("You could not join"))
    assert driver.says("This invite has been used as often as it may be.")
    driver.click("forgetButton")
    driver.wait(lambda: driver.value("conversations.total") == 5)


def test_one_can_write_as_soon_as_one_is_in(open_window: OpenWindow) -> None:
    """The message field has the keyboard without a click."""
    engine = seeded_engine()
    driver = open_window(engine)
    driver.press(Qt.Key.Key_J, CONTROL)
    driver.item("joinCodeArea")
    driver.type(CODE)
    driver.wait(lambda: driver.value("joining.valid"))
    driver.press(Qt.Key.Key_Return)
    driver.wait(lambda: driver.value("details.standing") == "joining")
    joining = next(g for g in engine.state.groups.values() if g.state is GroupState.JOINING)

    async def let_in(_: object) -> None:
        engine.state.put_group(replace(joining, name="Choir", state=GroupState.JOINED))

    driver.engine(let_in)
    driver.wait(lambda: driver.focused().startswith("Message "))


def test_the_language_changes_at_once_and_is_kept(open_window: OpenWindow) -> None:
    """Words, plurals and the engine's own sentences."""
    engine = seeded_engine()
    driver = open_window(engine)
    assert driver.says("3 people on this network")
    driver.click("settingsButton")
    pill(driver, "languagePills", "Français")
    driver.wait(lambda: driver.says("Réglages"))
    driver.press(Qt.Key.Key_Escape)
    assert driver.says("3 personnes sur ce réseau")
    driver.press(Qt.Key.Key_J, CONTROL)
    driver.item("joinCodeArea")
    driver.type("hello")
    driver.wait(lambda: driver.says("Copiez le code entier, de sa première lettre à la dernière"))
    kept = engine.state.preferences["window"]
    assert isinstance(kept, dict)
    assert kept["language"] == "fr"


def test_theme_and_text_size_apply_at_once_and_are_kept(open_window: OpenWindow) -> None:
    """Everything grows, nothing needs a restart."""
    engine = seeded_engine()
    driver = open_window(engine)
    before = driver.item("inviteButton").height()
    driver.click("settingsButton")
    pill(driver, "themePills", "Dark")
    pill(driver, "textSizePills", "150 %")
    driver.wait(lambda: driver.value("settings.textScale") == 1.5)
    driver.press(Qt.Key.Key_Escape)
    driver.wait(lambda: driver.item("inviteButton").height() > before * 1.3)
    kept = engine.state.preferences["window"]
    assert isinstance(kept, dict)
    assert (kept["theme"], kept["text_scale"]) == ("dark", 1.5)
    assert driver.main.window.grabWindow().pixelColor(5, 5).lightness() < 40


def test_a_name_that_cannot_be_is_explained(ana: WindowDriver) -> None:
    """And the old one stays."""
    ana.click("settingsButton")
    ana.type_into("settingsNameField", "   ")
    ana.press(Qt.Key.Key_Return)
    ana.wait(lambda: ana.says("A name needs at least one letter."))
    assert ana.value("session.name") == "Ana"
