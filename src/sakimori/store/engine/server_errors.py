"""What a database server refuses, or fails at, that a file never does; worded as every refusal is."""

from __future__ import annotations

from sakimori.errors import BusyError, ForeignFileError, RefusedError, StoreError


class CrowdedError(BusyError):
    """Every connection to the server is in use."""

    ja = "データベースを使う人が多く、順番が来ませんでした。保存していません。少し待って、もう一度お試しください。"
    en = "Too many people are using the database at once. Nothing was saved. Wait a moment and try again."


class ForeignSchemaError(ForeignFileError):
    """A schema on a server holds tables that none of our steps made; it was left as it is."""

    ja = "スキーマ「{key}」には、先守のものでない表があります。何も変えていません。別のスキーマを指定してください。"
    en = "The schema “{key}” holds tables of another program. Nothing in it was changed. Name another schema."


class NoServerError(StoreError):
    """The server of the database does not answer; what was saved before is still there."""

    ja = (
        "データベースのサーバーにつながりません。いまの操作は保存していません。"
        "少し待って、もう一度お試しください。続くときは管理者に知らせてください。"
    )
    en = (
        "The database server does not answer. What you just did was not saved. Wait a moment and try again. "
        "Tell the administrator if it goes on."
    )


class LostWriteError(StoreError):
    """The connection broke while a save was being concluded: it may stand or not."""

    ja = "保存の途中でデータベースとの接続が切れ、保存できたか分かりません。画面を開き直して、確かめてください。"
    en = "The connection to the database broke while saving. It may be saved or not: open the page again and look."


class ReadOnlyError(StoreError):
    """The server is a standby, which is read and not written."""

    ja = "データベースのサーバーは待機系で、読むことしかできません。保存していません。管理者に知らせてください。"
    en = "The database server is a standby and can only be read. Nothing was saved. Tell the administrator."


class TooSlowError(StoreError):
    """A statement took longer than the server allows."""

    ja = "処理に時間がかかりすぎたため、途中でやめました。保存していません。条件を絞って、もう一度お試しください。"
    en = "The database took too long and was stopped. Nothing was saved. Ask for less and try again."


class NoDriverError(StoreError):
    """A server is named, and what speaks to it is not installed."""

    ja = "PostgreSQLにつなぐ部品がありません。uv sync --extra postgres で入れてください。"
    en = "What connects to PostgreSQL is not installed. Install it with `uv sync --extra postgres`."


class UnkeepableTextError(RefusedError):
    """A text holds a character that the server cannot keep."""

    ja = "データベースが保存できない制御文字（NUL）があります。保存していません。消してから、もう一度お試しください。"
    en = "The text holds a control character (NUL) that the database cannot keep. Nothing was saved. Remove it."
