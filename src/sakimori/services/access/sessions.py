"""Sessions of browsers: begun by the server, proven by a random token, given a new one at each sign-in, revocable."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from sakimori.domain.session import FLOW, STEP, Session, SessionKind
from sakimori.errors import StoreError
from sakimori.services.kernel.demos import is_demo
from sakimori.services.kernel.workspace import DEMO, OWN
from sakimori.store.access.sessions import SessionStore

COOKIE: Final = "sakimori_session"
"""The cookie that carries the token."""

_BYTES: Final = 32


class Sessions:
    """The sessions of one home folder; those of no folder are kept in memory."""

    def __init__(self, home: Path | None = None) -> None:
        """Open them."""
        self._store = SessionStore(home)
        self._browser_key = b""

    def begin(self, at: datetime, *, workspace: str = DEMO, **known: Any) -> str:  # noqa: ANN401 - fields of Session
        """Remember one more browser, and give the token by which it is known again."""
        token = secrets.token_urlsafe(_BYTES)
        self._store.insert(Session(_key(token), workspace, at, at, **known), at=at)
        return token

    def find(self, token: str, at: datetime, *, kind: SessionKind = SessionKind.PERSON) -> Session | None:
        """The session of a token; None where it is unknown, was ended, is past its limits, or is of another kind."""
        session = self._store.find(_key(token))
        if session is None or session.kind is not kind or session.is_over(at):
            return None
        if session.flow and (session.flow_until is None or session.flow_until < at):
            return replace(session, flow=(), flow_until=None)
        return session

    def touch(self, token: str, at: datetime, *, kind: SessionKind = SessionKind.PERSON) -> None:
        """Note that somebody did something, once a minute; a session that is over stays so.

        Where nothing can be written the session is over sooner, and whoever only reads goes on.
        """
        session = self.find(token, at, kind=kind)
        if session is not None and at - session.seen_at >= STEP:
            with suppress(StoreError):
                self._store.seen(session.key, at=at)

    def change(self, token: str, at: datetime, **fields: Any) -> bool:  # noqa: ANN401 - fields of Session
        """Change what a session holds; False where it is over.

        Whoever goes to another workspace is nobody there: who was chosen in the demo never is who signed in.

        Raises:
            ValueError: It would make somebody a person of our own workspace, which only `sign_in` does.
        """
        session = self.find(token, at)
        if session is None:
            return False
        if fields.get("workspace", session.workspace) != session.workspace:
            fields = {"user_id": "", "invitation_id": "", **fields, "signed_in_at": None, "kind": SessionKind.PERSON}
        changed = replace(session, seen_at=at, **fields)
        if not is_demo(changed.workspace) and (changed.user_id, changed.signed_in_at) != (
            ("", None) if changed.workspace != session.workspace else (session.user_id, session.signed_in_at)
        ):
            raise ValueError("only a sign-in makes somebody a person of a workspace")
        return self._store.put(changed)

    def begin_flow(self, token: str, at: datetime, **noted: str) -> bool:
        """Note what the next steps of a sign-in need, for a few minutes."""
        return self.change(token, at, flow=tuple(sorted(noted.items())), flow_until=at + FLOW)

    def rotate(self, token: str, at: datetime, **fields: Any) -> str:  # noqa: ANN401 - fields of Session
        """A new token for a session that becomes more than it was; the old one is nobody's from now on.

        Where the old one is over, a session begins that knows nothing of it.
        """
        session = self.find(token, at)
        fields = {"flow": (), "flow_until": None, **fields}
        made = secrets.token_urlsafe(_BYTES)
        if session is not None and self._store.put(
            replace(session, key=_key(made), seen_at=at, **fields), instead_of=session.key
        ):
            return made
        return self.begin(at, **fields)

    def sign_in(self, token: str, at: datetime, *, user_id: str) -> str:
        """A new token for a browser with which a person has just proven who they are, in our own workspace."""
        kind = SessionKind.PERSON
        return self.rotate(token, at, workspace=OWN, user_id=user_id, signed_in_at=at, kind=kind, invitation_id="")

    def enter(self, token: str, at: datetime, *, workspace: str, invitation_id: str) -> str:
        """A new token for a browser with which somebody of a vendor has just opened the link of an invitation."""
        before = self.find(token, at, kind=SessionKind.VENDOR)
        if before is not None:
            self.end(token)
        return self.begin(
            at, workspace=workspace, kind=SessionKind.VENDOR, invitation_id=invitation_id, signed_in_at=at,
            language=before.language if before else "",
        )  # fmt: skip

    def speak(self, token: str, at: datetime, language: str) -> None:
        """Note which language a vendor chose."""
        session = self.find(token, at, kind=SessionKind.VENDOR)
        if session is not None:
            self._store.put(replace(session, language=language))

    def end(self, token: str) -> None:
        """End a session."""
        self._store.end(_key(token))

    def end_all_of(self, user_id: str, *, workspace: str = OWN, but: str = "") -> int:
        """End every session of a person, perhaps but that of one token, and say how many they were."""
        return self._store.end_all_of(workspace, user_id, but=_key(but) if but else "")

    def taken(self, limit: str, key: str, *, at: datetime, within: timedelta) -> int:
        """How much of a limit is taken for a key, by all servers that keep their sessions here."""
        return self._store.taken(limit, key, at=at, within=within)

    def take(
        self, limit: str, key: str, *, at: datetime, within: timedelta, most: int, wanted: int
    ) -> tuple[datetime, int]:  # fmt: skip
        """Take some of what is left of a limit; gives since when it is counted, and how much was got."""
        return self._store.take(limit, key, at=at, within=within, most=most, wanted=wanted)

    def guess(self, free: Mapping[str, int], *, at: datetime) -> bool:
        """Count a try under each of some keys, and say whether it counts: it does not where one of them has to wait."""
        return self._store.guess(free, at=at)

    def guessed_right(self, keys: Iterable[str], *, at: datetime) -> None:
        """Take the last try back under each of some keys, because it was right."""
        self._store.guessed_right(keys, at=at)

    def forget_guess(self, key: str) -> None:
        """Forget the tries under a key."""
        self._store.forget_guess(key)

    def forget_guesses(self, start: str) -> None:
        """Forget the tries under all keys that begin alike."""
        self._store.forget_guesses(start)

    def browser_key(self) -> bytes:
        """The key under which cookies of known browsers are signed; whoever loses the sessions loses it as well."""
        self._browser_key = self._browser_key or bytes.fromhex(self._store.browser_key(secrets.token_hex(_BYTES)))
        return self._browser_key


def form_token(token: str) -> str:
    """What a form of ours carries: whoever does not hold the token of the session cannot know it."""
    return hmac.new(token.encode(), b"sakimori-form-1", hashlib.sha256).hexdigest()


def is_form_token(token: str, given: str) -> bool:
    """Whether a form was made for this session."""
    return hmac.compare_digest(form_token(token).encode(), given.encode())


def _key(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
