"""How both lists write: what a service gives back has no gaps to tell of, and a secret is told by its own dialog."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

import streamlit as st

from sakimori.services.kernel.unit import WriteResult
from sakimori.ui.frame.dialogs import close_dialog, open_dialog
from sakimori.ui.frame.formats import plain
from sakimori.ui.frame.text import dotted, t

SECRET: Final = "programs_secret"  # noqa: S105 - the name of a dialog


_NAMED: Final = 2


def first_few(words: Iterable[str]) -> str:
    """The first words of a choice, and how many more there are: a cell need not hold all of them."""
    every = list(words)
    more = len(every) - _NAMED
    first = dotted(every[:_NAMED])
    return t("programs.and_more", first=first, count=more) if more > 0 else first


def without_gaps(write: Callable[..., Any]) -> Callable[..., WriteResult[Any]]:
    """A service of programs as `act` calls it: no dossier is touched, so no gap opens or closes."""

    def written(**by: Any) -> WriteResult[Any]:  # noqa: ANN401 - who and when
        return WriteResult(write(**by), (), ())

    return written


def show_secret_next(name: str, secret: str, note: str) -> None:
    """Have the dialog that comes next show a secret; closing it forgets the secret."""
    close_dialog()
    open_dialog(SECRET, name=name, secret=secret, note=note)


def secret_body(name: str, secret: str, note: str) -> None:
    """A secret to be copied."""
    st.markdown(f"**{plain(name)}**")
    st.code(secret, language=None, wrap_lines=True)
    st.warning(t(note), icon=":material/key:")
