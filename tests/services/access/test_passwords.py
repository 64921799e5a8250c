"""Passwords: long, not what everybody would try, kept as argon2id, compared in the same way whoever it is."""

from __future__ import annotations

import pytest

from sakimori.errors import InvalidValueError
from sakimori.services.access import passwords


def is_refused(password: str) -> bool:
    try:
        passwords.check_new(password, login="misaki.sato@tsumugi.example", company="株式会社つむぎ商事")
    except InvalidValueError:
        return True
    return False


@pytest.mark.parametrize(
    "password",
    ["kuroi-neko-ga", "b7#qT9!mzL2p", "夕焼けの坂道を下ってパンを買う", "correct horse battery staple", "8f3k1z9d7q2x"],
)  # fmt: skip
def test_what_is_long_and_nobody_else_tries_is_taken(password: str) -> None:
    assert not is_refused(password)


@pytest.mark.parametrize(
    "password",
    [
        "", "elevenchars", "x7Gq" * 50 + "z",  # 0, 11 and 201 characters
        "password1234", "PASSWORD!!!!", "P@ssw0rd2026", "Sakimori2026!", "qwertyuiop123", "1qaz2wsx3edc",
        "welcome-summer-2026", "ｐａｓｓｗｏｒｄ１２３４", "パスワード12345678",
        "aaaaaaaaaaaa", "abcabcabcabc", "12341234123412", "123456789012", "210987654321", "abcdefghijklm",
        "misaki.sato@tsumugi.example", "misaki.sato2026", "株式会社つむぎ商事2026",
    ],
)  # fmt: skip
def test_what_is_short_or_everybody_tries_is_refused(password: str) -> None:
    assert is_refused(password)


def test_the_refusal_does_not_repeat_the_password() -> None:
    with pytest.raises(InvalidValueError) as refused:
        passwords.check_new("himitsu-2026!", login="misaki", company="")
    assert "himitsu" not in refused.value.message("ja") + refused.value.message("en")


def test_what_is_kept_is_argon2id_and_differs_each_time() -> None:
    first, second = passwords.hashed("kuroi-neko-ga"), passwords.hashed("kuroi-neko-ga")
    assert first != second
    assert first.startswith("$argon2id$v=19$m=47104,t=2,p=1$")
    assert passwords.fits(first, "kuroi-neko-ga")
    assert not passwords.fits(first, "kuroi-neko-go")
    assert not passwords.fits("", "kuroi-neko-ga")
    assert not passwords.fits("not a hash", "kuroi-neko-ga")


def test_the_keyboard_that_writes_wide_letters_is_the_same_keyboard() -> None:
    assert passwords.fits(passwords.hashed("kuroi-neko-12"), "ｋｕｒｏｉ－ｎｅｋｏ－１２")
    assert passwords.fits(passwords.hashed("が" * 12), "か\u3099" * 12)


def test_what_is_too_long_to_be_a_password_is_not_cut_to_one_that_fits() -> None:
    longest = "ab1" * 66 + "xy"
    kept = passwords.hashed(longest)
    assert passwords.fits(kept, longest)
    assert not passwords.fits(kept, longest + "z")
    assert not passwords.fits(kept, longest + "z" * 1_000_000)


def test_a_first_password_may_be_one_and_is_never_the_same() -> None:
    made = {passwords.first_password() for _ in range(50)}
    assert len(made) == 50
    assert not any(is_refused(password) for password in made)


def test_nothing_that_somebody_types_makes_the_search_for_common_words_slow() -> None:
    assert not is_refused("passwordpassword" * 12 + "x7z")
