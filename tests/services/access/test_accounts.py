"""Accounts: given by an administrator alone, proven in steps, and gone at once when they are taken away."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from threading import Thread
from types import SimpleNamespace

import pyotp
import pytest
from argon2 import PasswordHasher

from kit.builders import AT, TODAY, a_workspace, an_actor, everything_stored
from sakimori.domain.codes import UserRole
from sakimori.domain.guessing import FREE_TRIES, LONGEST_WAIT, wait_after
from sakimori.errors import (
    InvalidValueError,
    NotFoundError,
    NotPermittedError,
    StateError,
    WrongCodeError,
    WrongSignInError,
)
from sakimori.services.access import passwords
from sakimori.services.access.accounts import Accounts
from sakimori.services.access.sessions import Sessions
from sakimori.services.access.sign_in import SignIn, Step
from sakimori.services.access.who import who_is
from sakimori.services.audit.view import verify
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.settings.users import add_user, record_leaving
from sakimori.store.chain import check_chain
from sakimori.store.trail import ACCESS, Trail

ADMIN = an_actor()
LOGIN, PASSWORD = "misaki@tsumugi.example", "kuroi-neko-ga"
SECOND = timedelta(seconds=1)


class Door:
    """A workspace whose first person signs in by password, and a second person without roles."""

    def __init__(self) -> None:
        self.workspace: Workspace = a_workspace()
        add_user(self.workspace, name="高橋 健", department="", roles=frozenset(), user_id="us02", actor=ADMIN, at=AT)
        self.sessions = Sessions()
        self.accounts = Accounts(self.workspace, self.sessions)
        self.sign_in = SignIn(self.workspace, self.sessions)
        self.accounts.begin_with("us01", login=LOGIN, password=PASSWORD, actor=ADMIN, at=AT)

    def noted(self) -> list[tuple[str, str, str]]:
        with self.workspace.unit() as unit:
            assert check_chain(unit.engine, ACCESS).is_intact
            lines = Trail(unit.engine, ACCESS).lines()
        return [(x.entry.action, x.entry.actor, x.entry.record_id) for x in reversed(lines)]

    def everything_stored(self) -> str:
        return everything_stored(self.workspace)


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> Door:
    """With comparisons that cost nothing: what they cost is tried elsewhere."""
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    return Door()


def is_in(door: Door, login: str, password: str, at: object = AT) -> bool:
    try:
        door.sign_in.prove(login, password, at=at)  # type: ignore[arg-type]
    except WrongSignInError:
        return False
    return True


def test_what_a_sign_in_writes_last_is_vouched_for(door: Door) -> None:
    account = door.sign_in.prove(LOGIN, PASSWORD, at=AT)
    for write in (
        lambda: door.sign_in.finish("", account.user_id, at=AT),
        lambda: door.accounts.change_password("us01", "shiroi-inu-ga", at=AT),
        lambda: door.accounts.give("us02", login="ken@tsumugi.example", actor=ADMIN, at=AT),
        lambda: door.accounts.disable("us02", actor=ADMIN, at=AT),
    ):
        write()
        assert verify(door.workspace).is_intact


def test_whoever_knows_login_and_password_comes_in_however_they_write_the_login(door: Door) -> None:
    for login in (LOGIN, " MISAKI@Tsumugi.example ", "ｍｉｓａｋｉ＠tsumugi.example"):
        assert door.sign_in.prove(login, PASSWORD, at=AT).user_id == "us01"
    assert not is_in(door, LOGIN, PASSWORD + "x")
    assert not is_in(door, "", "")


def test_a_sign_in_is_a_new_session_and_an_entry(door: Door) -> None:
    before = door.sessions.begin(AT)
    token = door.sign_in.finish(before, door.sign_in.prove(LOGIN, PASSWORD, at=AT).user_id, at=AT)
    assert door.sessions.find(before, AT) is None
    found = who_is(door.sessions.find(token, AT), door.workspace, on=TODAY)
    assert found is not None
    assert found.id == "us01"
    door.sign_in.sign_out(token, at=AT)
    assert door.sessions.find(token, AT) is None
    assert door.noted() == [
        ("account.given", "us01", "us01"),
        ("sign_in", "us01", "us01"),
        ("sign_out", "us01", "us01"),
    ]


def test_no_password_and_no_wrong_login_stands_anywhere(door: Door) -> None:
    first = door.accounts.give("us02", login="takahashi", actor=ADMIN, at=AT)
    is_in(door, "typed-into-the-login-field", "guess-at-a-password")
    is_in(door, LOGIN, "guess-at-a-password")
    stored = door.everything_stored()
    for secret in (PASSWORD, first, "typed-into-the-login-field", "guess-at-a-password"):
        assert secret not in stored
    assert door.noted()[-2:] == [("sign_in.refused", "nobody", ""), ("sign_in.refused", "us01", "us01")]


def test_every_reason_to_be_refused_has_the_same_words_and_costs_a_comparison(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    door.accounts.give("us02", login="takahashi", actor=ADMIN, at=AT)
    add_user(door.workspace, name="鈴木", department="", roles=frozenset(), user_id="us03", actor=ADMIN, at=AT)
    gone = door.accounts.give("us03", login="suzuki", actor=ADMIN, at=AT)
    record_leaving(door.workspace, "us03", left_on=TODAY, actor=ADMIN, at=AT)
    door.accounts.disable("us02", actor=ADMIN, at=AT)
    for _ in range(FREE_TRIES):
        is_in(door, LOGIN, "wrong")
    compared: list[str] = []
    real = passwords._HASHER.verify

    def verify(kept: str, typed: str) -> bool:
        compared.append(kept)
        return real(kept, typed)

    monkeypatch.setattr(passwords, "_HASHER", SimpleNamespace(verify=verify))
    words = set()
    tries = [("nobody-has-this", PASSWORD), ("takahashi", "x"), ("suzuki", gone), (LOGIN, PASSWORD), ("", "")]
    for login, password in tries:
        with pytest.raises(WrongSignInError) as refused:
            door.sign_in.prove(login, password, at=AT)
        words.add((refused.value.message("ja"), refused.value.message("en")))
    assert len(words) == 1
    assert len(compared) == len(tries)
    assert set(compared) == {passwords.nobodys()}


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (4, 0), (5, 1), (6, 2), (7, 4), (14, 512), (15, 900), (16, 900), (10_000, 900)]
)
def test_from_the_fifth_wrong_try_on_waiting_doubles_to_a_quarter_of_an_hour(failures: int, seconds: int) -> None:
    assert wait_after(failures) == timedelta(seconds=seconds)


def test_whoever_waits_is_refused_with_the_right_password_and_comes_in_afterwards(door: Door) -> None:
    for _ in range(FREE_TRIES + 2):
        is_in(door, LOGIN, "wrong", AT)
    assert not is_in(door, LOGIN, PASSWORD, AT)
    assert is_in(door, LOGIN, PASSWORD, AT + SECOND)


def comparing_nothing(monkeypatch: pytest.MonkeyPatch) -> Counter[bool]:
    """Let no password fit, and count how many were compared with a real one (True) and with nobody's (False)."""
    compared: Counter[bool] = Counter()

    def fits(kept: str, _typed: str) -> bool:
        compared[bool(kept)] += 1
        return False

    monkeypatch.setattr(passwords, "fits", fits)
    return compared


def test_a_day_of_guessing_gets_no_more_than_a_hundred_and_ten_tries(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = comparing_nothing(monkeypatch)
    for minute in range(0, 24 * 60, 2):
        is_in(door, LOGIN, "wrong", AT + timedelta(minutes=minute))
    assert 80 < compared[True] <= 110


def test_tries_at_the_same_moment_are_counted_before_they_are_looked_at(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = comparing_nothing(monkeypatch)
    threads = [Thread(target=is_in, args=(door, LOGIN, "wrong")) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert compared == {True: FREE_TRIES, False: 20 - FREE_TRIES}


def test_a_clock_that_goes_back_keeps_nobody_out(door: Door) -> None:
    for _ in range(FREE_TRIES):
        is_in(door, LOGIN, "wrong")
    assert is_in(door, LOGIN, PASSWORD, AT - LONGEST_WAIT)


def test_only_an_administrator_gives_and_takes_access(door: Door) -> None:
    for role in set(UserRole) - {UserRole.ADMIN}:
        actor = an_actor(role)
        for call in (
            lambda actor=actor: door.accounts.give("us02", login="x", actor=actor, at=AT),
            lambda actor=actor: door.accounts.disable("us01", actor=actor, at=AT),
            lambda actor=actor: door.accounts.rows(actor=actor),
        ):
            with pytest.raises(NotPermittedError):
                call()


def test_a_first_password_has_to_be_changed_before_anything_else(door: Door) -> None:
    first = door.accounts.give("us02", login="takahashi", actor=ADMIN, at=AT)
    account = door.sign_in.prove("takahashi", first, at=AT)
    assert door.sign_in.next_step(account) is Step.PASSWORD
    with pytest.raises(StateError):
        door.sign_in.finish("", "us02", at=AT)
    with pytest.raises(InvalidValueError):
        door.accounts.change_password("us02", first, at=AT)
    with pytest.raises(InvalidValueError):
        door.accounts.change_password("us02", "takahashi2026", at=AT)
    door.accounts.change_password("us02", "akai-kutsu-wo", at=AT)
    account = door.sign_in.prove("takahashi", "akai-kutsu-wo", at=AT)
    assert door.sign_in.next_step(account) is Step.DONE
    assert not is_in(door, "takahashi", first)
    user = who_is(door.sessions.find(door.sign_in.finish("", "us02", at=AT), AT), door.workspace, on=TODAY)
    assert user is not None
    assert user.roles == frozenset()


def test_a_login_is_given_once(door: Door) -> None:
    with pytest.raises(InvalidValueError):
        door.accounts.give("us02", login=LOGIN.upper(), actor=ADMIN, at=AT)
    with pytest.raises(NotFoundError):
        door.accounts.give("us99", login="somebody", actor=ADMIN, at=AT)
    for login in ("", "  ", "two words", "a\nb", "a\u202eb", "a" * 255):
        with pytest.raises(InvalidValueError):
            door.accounts.give("us02", login=login, actor=ADMIN, at=AT)
    assert [row.account and row.account.login for row in door.accounts.rows(actor=ADMIN)] == [LOGIN, None]


def test_the_first_person_comes_by_set_up_only_while_nobody_has_an_account(door: Door) -> None:
    with pytest.raises(StateError):
        door.accounts.begin_with("us02", login="second", password="akai-kutsu-wo", actor=ADMIN, at=AT)
    with pytest.raises(InvalidValueError):
        Accounts(a_workspace(), door.sessions).begin_with("us01", login="a", password="short", actor=ADMIN, at=AT)


@pytest.mark.parametrize("way", ["disable", "give", "leave", "change_password"])
def test_whoever_loses_access_loses_every_session(door: Door, way: str) -> None:
    door.accounts.give("us02", login="takahashi", actor=ADMIN, at=AT)
    door.accounts.change_password("us02", "akai-kutsu-wo", at=AT)
    tokens = [door.sign_in.finish("", "us02", at=AT) for _ in range(2)]
    assert all(who_is(door.sessions.find(t, AT), door.workspace, on=TODAY) for t in tokens)
    kept = ""
    if way == "disable":
        door.accounts.disable("us02", actor=ADMIN, at=AT)
        assert not is_in(door, "takahashi", "akai-kutsu-wo")
    elif way == "give":
        door.accounts.give("us02", login="takahashi", actor=ADMIN, at=AT)
        assert not is_in(door, "takahashi", "akai-kutsu-wo")
    elif way == "leave":
        record_leaving(door.workspace, "us02", left_on=TODAY, actor=ADMIN, at=AT)
        assert not is_in(door, "takahashi", "akai-kutsu-wo")
    else:
        kept = tokens[0]
        door.accounts.change_password("us02", "shiroi-inu-ga", at=AT, but=kept)
    left = [t for t in tokens if who_is(door.sessions.find(t, AT), door.workspace, on=TODAY)]
    assert left == ([kept] if kept else [])


def test_somebody_who_was_let_out_comes_in_again_when_they_are_let_in(door: Door) -> None:
    door.accounts.give("us02", login="takahashi", actor=ADMIN, at=AT)
    door.accounts.change_password("us02", "akai-kutsu-wo", at=AT)
    door.accounts.disable("us02", actor=ADMIN, at=AT)
    door.accounts.disable("us02", is_disabled=False, actor=ADMIN, at=AT)
    assert is_in(door, "takahashi", "akai-kutsu-wo")


def test_the_last_administrator_who_can_sign_in_stays(door: Door) -> None:
    with pytest.raises(StateError):
        door.accounts.disable("us01", actor=ADMIN, at=AT)
    assert is_in(door, LOGIN, PASSWORD)


def code_at(secret: str, at: object) -> str:
    return pyotp.TOTP(secret).at(at)  # type: ignore[arg-type]


def test_a_second_step_counts_once_a_code_of_it_was_given_and_each_code_opens_once(door: Door) -> None:
    secret = door.accounts.begin_second_step("us01", at=AT)
    assert door.sign_in.next_step(door.sign_in.prove(LOGIN, PASSWORD, at=AT)) is Step.DONE
    door.sign_in.prove_code("us01", code_at(secret, AT), at=AT)
    account = door.sign_in.prove(LOGIN, PASSWORD, at=AT)
    assert door.sign_in.next_step(account) is Step.CODE
    assert door.sign_in.next_step(account, frozenset({Step.CODE})) is Step.DONE
    with pytest.raises(WrongCodeError):
        door.sign_in.prove_code("us01", code_at(secret, AT), at=AT)
    later = AT + timedelta(seconds=30)
    wide = code_at(secret, later).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    door.sign_in.prove_code("us01", f" {wide[:3]} {wide[3:]}", at=later)


@pytest.mark.parametrize(("seconds", "opens"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_code_is_good_for_half_a_minute_to_both_sides(door: Door, seconds: int, opens: bool) -> None:
    secret = door.accounts.begin_second_step("us01", at=AT)
    code = code_at(secret, AT + timedelta(seconds=seconds))
    if opens:
        door.sign_in.prove_code("us01", code, at=AT)
    else:
        with pytest.raises(WrongCodeError):
            door.sign_in.prove_code("us01", code, at=AT)


def test_codes_are_guessed_no_longer_than_passwords_and_the_password_gives_no_new_tries(door: Door) -> None:
    secret = door.accounts.begin_second_step("us01", at=AT)
    door.sign_in.prove_code("us01", code_at(secret, AT), at=AT)
    for _ in range(FREE_TRIES):
        door.sign_in.prove(LOGIN, PASSWORD, at=AT)
        with pytest.raises(WrongCodeError):
            door.sign_in.prove_code("us01", "000000", at=AT)
    door.sign_in.prove(LOGIN, PASSWORD, at=AT)  # whoever guesses codes knows it
    with pytest.raises(WrongCodeError):
        door.sign_in.prove_code("us01", code_at(secret, AT + timedelta(seconds=30)), at=AT)


def test_by_policy_everybody_needs_a_second_step(door: Door) -> None:
    assert not door.accounts.second_step_is_needed()
    door.accounts.need_second_step(is_needed=True, actor=ADMIN, at=AT)
    account = door.sign_in.prove(LOGIN, PASSWORD, at=AT)
    assert door.sign_in.next_step(account) is Step.ENROL
    with pytest.raises(StateError):
        door.sign_in.finish("", "us01", at=AT)
    for role in (UserRole.SALES, UserRole.COMPLIANCE):
        with pytest.raises(NotPermittedError):
            door.accounts.need_second_step(is_needed=False, actor=an_actor(role), at=AT)
    door.accounts.need_second_step(is_needed=False, actor=an_actor(UserRole.ADMIN), at=AT)
    door.accounts.need_second_step(is_needed=True, actor=an_actor(UserRole.COMPLIANCE), at=AT)
    assert door.accounts.second_step_is_needed()


def test_nobody_who_has_a_second_step_gets_a_new_one_without_an_administrator(door: Door) -> None:
    secret = door.accounts.begin_second_step("us01", at=AT)
    door.sign_in.prove_code("us01", code_at(secret, AT), at=AT)
    with pytest.raises(StateError):
        door.accounts.begin_second_step("us01", at=AT)
    door.accounts.give("us01", login=LOGIN, actor=ADMIN, at=AT)
    account = door.accounts.of_user("us01")
    assert account is not None
    assert (account.totp_on, account.totp_secret) == (False, "")


def test_a_provider_opens_only_what_an_administrator_made(door: Door) -> None:
    found = door.sign_in.prove_by_provider(subject="https://id.example|1", email=LOGIN.upper(), at=AT)
    assert found.user_id == "us01"
    again = door.sign_in.prove_by_provider(subject="https://id.example|1", email="", at=AT)
    assert again.user_id == "us01"
    for subject, email in (("https://id.example|2", ""), ("https://id.example|2", "other@tsumugi.example"),
                           ("https://id.example|2", LOGIN), ("https://other.example|1", "")):  # fmt: skip
        with pytest.raises(WrongSignInError):
            door.sign_in.prove_by_provider(subject=subject, email=email, at=AT)


def test_a_provider_opens_nothing_for_those_who_were_let_out(door: Door) -> None:
    door.accounts.give("us02", login="t@tsumugi.example", actor=ADMIN, at=AT)
    door.sign_in.prove_by_provider(subject="id|2", email="t@tsumugi.example", at=AT)
    door.accounts.disable("us02", actor=ADMIN, at=AT)
    with pytest.raises(WrongSignInError):
        door.sign_in.prove_by_provider(subject="id|2", email="t@tsumugi.example", at=AT)


def test_signing_out_everywhere_ends_every_session(door: Door) -> None:
    first, second = (door.sign_in.finish("", "us01", at=AT) for _ in range(2))
    door.sign_in.sign_out(first, at=AT, everywhere=True)
    assert door.sessions.find(second, AT) is None
    assert door.noted()[-1] == ("sign_out.everywhere", "us01", "us01")
