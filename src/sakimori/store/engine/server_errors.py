"""What a database server refuses, or fails at, that a file never does; worded as every refusal is."""

from __future__ import annotations

from sakimori.errors import BusyError, ForeignFileError, RefusedError, StoreError


class CrowdedError(BusyError):
    """Every connection to the server is in use."""

    ja = (
        "データベースを使う人が多く、順番が来ませんでした。少し待って、画面を開き直してください。"
        "保存の操作をした直後のときは、保存されたか確かめてください。"
    )
    en = (
        "Too many people are using the database at once. Wait a moment and open the page again. If you had just saved "
        "something, see whether it is there."
    )


class NoStandbyError(BusyError):
    """Another save waits for a standby that does not confirm it, and so do all that come after."""

    ja = (
        "データベースの待機系が応答しないため、いまは保存を受け付けていません。保存していません。"
        "管理者に知らせてください。"
    )
    en = (
        "Saving is stopped, because the standby of the database does not answer. Nothing was saved. "
        "Tell the administrator."
    )


class ForeignSchemaError(ForeignFileError):
    """A schema on a server holds tables that none of our steps made; it was left as it is."""

    ja = "スキーマ「{key}」には、先守のものでない表があります。何も変えていません。別のスキーマを指定してください。"
    en = "The schema “{key}” holds tables of another program. Nothing in it was changed. Name another schema."


class NoServerError(StoreError):
    """The server of the database does not answer; whoever only reads cannot say whether a save came before."""

    ja = (
        "データベースのサーバーにつながりません。少し待って、画面を開き直してください。"
        "保存の操作をした直後のときは、保存されたか確かめてください。続くときは管理者に知らせてください。"
    )
    en = (
        "The database server does not answer. Wait a moment and open the page again. If you had just saved something, "
        "see whether it is there. Tell the administrator if it goes on."
    )


class UnsavedError(NoServerError):
    """The server went away before a save ended, so that nothing of it stands."""

    ja = (
        "データベースのサーバーにつながりません。いまの操作は保存していません。"
        "少し待って、もう一度お試しください。続くときは管理者に知らせてください。"
    )
    en = (
        "The database server does not answer. What you just did was not saved. Wait a moment and try again. "
        "Tell the administrator if it goes on."
    )


class ReadOnlyError(StoreError):
    """The server is a standby, which is read and not written."""

    ja = "データベースのサーバーは待機系で、読むことしかできません。保存していません。管理者に知らせてください。"
    en = "The database server is a standby and can only be read. Nothing was saved. Tell the administrator."


class TooSlowError(StoreError):
    """A statement took longer than the server allows."""

    ja = "処理に時間がかかりすぎたため、途中でやめました。保存していません。条件を絞って、もう一度お試しください。"
    en = "The database took too long and was stopped. Nothing was saved. Ask for less and try again."


class WrongEncodingError(StoreError):
    """A database on a server keeps texts otherwise than in UTF-8."""

    ja = "データベースの文字コードが{key}です。UTF8で作ったデータベースを指定してください。何も変えていません。"
    en = "The database keeps texts in {key}. Name one that was made with ENCODING 'UTF8'. Nothing in it was changed."


class NamedSchemaError(RefusedError):
    """The variable that names the database of an installation names a schema too, which would mean nothing."""

    ja = (
        "{variable}に#{key}があります。{variable}にはデータベースだけを書いてください。スキーマの名前は先守が決めます"
        "（自社はown）。別の会社の台帳には、別のデータベースを作ってください。"
    )
    en = (
        "{variable} ends in #{key}. Name the database alone: Sakimori names its schemas itself (your own workspace is "
        "`own`). For another company make another database."
    )


class NoDriverError(StoreError):
    """A server is named, and what speaks to it is not installed."""

    ja = "PostgreSQLにつなぐ部品がありません。uv sync --extra postgres で入れてください。"
    en = "What connects to PostgreSQL is not installed. Install it with `uv sync --extra postgres`."


class UnkeepableTextError(RefusedError):
    """A text holds a character that the server cannot keep."""

    ja = "データベースが保存できない制御文字（NUL）があります。保存していません。消してから、もう一度お試しください。"
    en = "The text holds a control character (NUL) that the database cannot keep. Nothing was saved. Remove it."
