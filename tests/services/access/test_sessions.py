"""Sessions of browsers: known by a token alone, new at each sign-in, over in time, revocable."""

from __future__ import annotations

import stat
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from kit.builders import AT
from sakimori.domain.session import FLOW, IDLE, LONGEST, UNSIGNED, UNUSED, SessionKind
from sakimori.services.access.sessions import Sessions, form_token, is_form_token
from sakimori.services.kernel.workspace import DEMO, OWN
from sakimori.store.access.sessions import FILE

SECOND = timedelta(seconds=1)
STEP = timedelta(minutes=50)


@pytest.fixture
def sessions() -> Sessions:
    return Sessions()


def test_a_session_is_found_by_its_token_and_by_nothing_else(sessions: Sessions) -> None:
    token = sessions.begin(AT, workspace=OWN, language="en")
    found = sessions.find(token, AT)
    assert found is not None
    assert (found.workspace, found.language, found.user_id, found.signed_in_at) == (OWN, "en", "", None)
    assert sessions.find(found.key, AT) is None
    assert sessions.find("", AT) is None
    assert sessions.find("あ" * 10, AT) is None
    assert len({sessions.begin(AT) for _ in range(20)}) == 20


@pytest.mark.on_file
def test_neither_the_token_nor_the_file_is_there_for_others(tmp_path: Path) -> None:
    home = tmp_path / "home"
    token = Sessions(home).begin(AT)
    for file in home.iterdir():
        assert token.encode() not in file.read_bytes()
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(home.stat().st_mode) == 0o700


def test_a_session_outlives_the_process_and_is_seen_by_others(tmp_path: Path) -> None:
    first, second = Sessions(tmp_path), Sessions(tmp_path)
    token = first.begin(AT)
    assert first.change(token, AT, user_id="us01")
    found = second.find(token, AT)
    assert found is not None
    assert found.user_id == "us01"
    second.end(token)
    assert first.find(token, AT) is None


def test_whoever_signs_in_gets_a_new_token_and_the_old_one_is_nobody(sessions: Sessions) -> None:
    before = sessions.begin(AT, language="en")
    after = sessions.sign_in(before, AT, user_id="us02")
    assert sessions.find(before, AT) is None
    found = sessions.find(after, AT)
    assert found is not None
    assert (found.user_id, found.workspace, found.language, found.signed_in_at) == ("us02", OWN, "en", AT)


def test_a_token_that_somebody_made_up_is_not_taken_over_by_signing_in(sessions: Sessions) -> None:
    after = sessions.sign_in("chosen by somebody else", AT, user_id="us02")
    assert sessions.find("chosen by somebody else", AT) is None
    found = sessions.find(after, AT)
    assert found is not None
    assert (found.user_id, found.signed_in_at) == ("us02", AT)


def test_a_vendor_who_signs_in_as_a_person_keeps_nothing_of_the_link(sessions: Sessions) -> None:
    token = sessions.begin(AT, workspace=OWN, kind=SessionKind.VENDOR, invitation_id="iv_1", signed_in_at=AT)
    found = sessions.find(sessions.sign_in(token, AT, user_id="us02"), AT)
    assert found is not None
    assert (found.kind, found.invitation_id) == (SessionKind.PERSON, "")


def test_somebody_who_does_nothing_is_out_after_an_hour(sessions: Sessions) -> None:
    token = sessions.sign_in("", AT, user_id="us01")
    assert sessions.find(token, AT + IDLE) is not None
    assert sessions.find(token, AT + IDLE + SECOND) is None


def test_activity_keeps_a_session_but_never_beyond_the_longest_time(sessions: Sessions) -> None:
    token = sessions.sign_in("", AT, user_id="us01")
    at = AT
    while at + STEP <= AT + LONGEST:
        at += STEP
        sessions.touch(token, at)
        assert sessions.find(token, at) is not None
    sessions.touch(token, AT + LONGEST)
    assert sessions.find(token, AT + LONGEST) is not None
    assert sessions.find(token, AT + LONGEST + SECOND) is None


def test_touching_brings_no_session_back(sessions: Sessions) -> None:
    token = sessions.sign_in("", AT, user_id="us01")
    sessions.touch(token, AT + IDLE + SECOND)
    assert sessions.find(token, AT + IDLE + SECOND) is None
    assert not sessions.change(token, AT + IDLE + SECOND, user_id="us02")


def test_activity_is_written_once_a_minute(sessions: Sessions) -> None:
    token = sessions.begin(AT)
    for seconds, expected in ((59, 0), (60, 60), (119, 60), (120, 120)):
        sessions.touch(token, AT + seconds * SECOND)
        found = sessions.find(token, AT + seconds * SECOND)
        assert found is not None
        assert found.seen_at == AT + expected * SECOND


def test_the_demo_remembers_for_a_month_who_was_chosen(sessions: Sessions) -> None:
    token = sessions.begin(AT, workspace=DEMO, user_id="us03")
    assert sessions.find(token, AT + UNSIGNED) is not None
    assert sessions.find(token, AT + UNSIGNED + SECOND) is None


def test_a_session_that_nobody_used_goes_after_an_hour_and_leaves_no_row(sessions: Sessions) -> None:
    idle = sessions.begin(AT)
    used = sessions.begin(AT)
    sessions.touch(used, AT + 2 * timedelta(minutes=1))
    later = AT + UNUSED + SECOND
    assert sessions.find(idle, later) is None
    assert sessions.find(used, later) is not None
    sessions.begin(later)
    with sessions._store._pool.engine() as engine:
        assert engine.values("SELECT COUNT(*) FROM session") == [(2,)]


def test_a_clock_that_goes_back_ends_no_session(sessions: Sessions) -> None:
    token = sessions.sign_in("", AT, user_id="us01")
    assert sessions.find(token, AT - timedelta(days=10)) is not None


def test_signing_out_everywhere_ends_those_of_one_person_in_one_workspace(sessions: Sessions) -> None:
    first, second = (sessions.sign_in("", AT, user_id="us01") for _ in range(2))
    other = sessions.sign_in("", AT, user_id="us02")
    demo = sessions.begin(AT, workspace=DEMO, user_id="us01")
    assert sessions.end_all_of("us01", but=second) == 1
    assert sessions.find(first, AT) is None
    assert sessions.find(second, AT) is not None
    assert sessions.end_all_of("us01") == 1
    assert sessions.find(second, AT) is None
    assert sessions.find(other, AT) is not None
    assert sessions.find(demo, AT) is not None


def test_a_session_of_one_kind_is_none_of_the_other(sessions: Sessions) -> None:
    ours, theirs = sessions.begin(AT), sessions.begin(AT, kind=SessionKind.VENDOR)
    assert sessions.find(ours, AT) is not None
    assert sessions.find(ours, AT, kind=SessionKind.VENDOR) is None
    assert sessions.find(theirs, AT) is None
    assert sessions.find(theirs, AT, kind=SessionKind.VENDOR) is not None
    assert not sessions.change(theirs, AT, user_id="us01")
    sessions.touch(theirs, AT + STEP)
    sessions.speak(ours, AT, "en")
    for token, kind in ((ours, SessionKind.PERSON), (theirs, SessionKind.VENDOR)):
        found = sessions.find(token, AT, kind=kind)
        assert found is not None
        assert (found.seen_at, found.user_id, found.language) == (AT, "", "")


def test_a_link_gives_a_new_session_that_keeps_the_language_and_nothing_else(sessions: Sessions) -> None:
    before = sessions.begin(AT, kind=SessionKind.VENDOR)
    sessions.speak(before, AT, "en")
    token = sessions.enter(before, AT + SECOND, workspace=OWN, invitation_id="iv_1")
    assert sessions.find(before, AT + SECOND, kind=SessionKind.VENDOR) is None
    found = sessions.find(token, AT + SECOND, kind=SessionKind.VENDOR)
    assert found is not None
    assert (found.workspace, found.invitation_id, found.signed_in_at) == (OWN, "iv_1", AT + SECOND)
    assert (found.user_id, found.language) == ("", "en")
    ours = sessions.begin(AT)
    sessions.enter(ours, AT, workspace=OWN, invitation_id="iv_1")
    assert sessions.find(ours, AT) is not None


def test_what_a_sign_in_of_several_steps_notes_is_forgotten_soon_and_at_its_end(sessions: Sessions) -> None:
    token = sessions.begin(AT)
    assert sessions.begin_flow(token, AT, nonce="n", state="s")
    found = sessions.find(token, AT + FLOW)
    assert found is not None
    assert (found.in_flow("nonce"), found.in_flow("state"), found.in_flow("other")) == ("n", "s", "")
    late = sessions.find(token, AT + FLOW + SECOND)
    assert late is not None
    assert late.in_flow("nonce") == ""
    done = sessions.find(sessions.sign_in(token, AT, user_id="us01"), AT)
    assert done is not None
    assert done.flow == ()


def test_a_form_belongs_to_one_session(sessions: Sessions) -> None:
    mine, theirs = sessions.begin(AT), sessions.begin(AT)
    assert is_form_token(mine, form_token(mine))
    assert not is_form_token(mine, form_token(theirs))
    assert not is_form_token(mine, "")
    assert not is_form_token(mine, "é")


BEGIN = """
import sys
from datetime import datetime
from pathlib import Path
from sakimori.services.access.sessions import Sessions
print(Sessions(Path(sys.argv[1])).begin(datetime.fromisoformat(sys.argv[2])))
"""


@pytest.mark.on_file
def test_a_server_that_opens_its_sessions_twice_goes_on_seeing_what_other_programs_write(tmp_path: Path) -> None:
    def begun_by_another() -> str:
        command = [sys.executable, "-c", BEGIN, str(tmp_path), AT.isoformat()]
        return subprocess.run(command, capture_output=True, check=True, text=True).stdout.strip()

    for_routes = Sessions(tmp_path)
    for_routes.begin(AT)
    for_pages = Sessions(tmp_path)
    for _ in range(3):
        token = begun_by_another()
        assert for_pages.find(token, AT)
        assert for_routes.find(token, AT)
    assert (tmp_path / f"{FILE}-wal").exists(), "the other program took away the log that this one writes"
