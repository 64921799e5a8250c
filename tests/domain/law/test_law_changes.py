"""Changes of law since the versions that were read: each dated, in both languages, unknown until somebody read it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sakimori.exchange.law_changes import CHANGES_FILE, law_changes, named_shortly

FOUND = law_changes()


def test_every_change_has_its_day_and_both_languages() -> None:
    assert len(FOUND.changes) == 3
    assert [one.since for one in FOUND.changes] == sorted(one.since for one in FOUND.changes)
    for one in FOUND.changes:
        assert one.short.ja
        assert one.short.en
        assert one.words.ja
        assert one.words.en
        assert not one.words.ja.endswith("。")


def test_a_change_is_unread_from_the_day_on_which_it_is_in_force_and_one_to_come_only_where_it_is_reached() -> None:
    for one in FOUND.changes:
        before = date.fromordinal(one.since.toordinal() - 1)
        assert one not in FOUND.unread(before)
        assert one in FOUND.unread(one.since)
        assert one in FOUND.unread()


def test_a_change_that_somebody_read_is_named_no_more(tmp_path: Path) -> None:
    text = CHANGES_FILE.read_text(encoding="utf-8")
    path = tmp_path / "changes.toml"
    path.write_text(text.replace("since = 2026-07-17\n", "since = 2026-07-17\nread = 2026-12-20\n"), encoding="utf-8")
    read = law_changes(path)
    assert [one.read_on for one in read.changes] == [None, date(2026, 12, 20), None]
    assert [one.since for one in read.unread()] == [date(2026, 6, 14), date(2027, 1, 17)]


def test_the_names_of_changes_make_one_line() -> None:
    line = named_shortly(FOUND.unread(date(2026, 12, 3)))
    assert line.ja == "2026-06以後の改正（規則・GL）と2026-07-17施行分"
    assert line.en == "amendments from June 2026 on (Rules, guidelines) and the part in force since 2026-07-17"
    assert named_shortly(FOUND.unread()).ja == "2026-06以後の改正（規則・GL）、2026-07-17施行分と2027-01-17施行分"
    assert named_shortly(()).ja == named_shortly(()).en == ""
