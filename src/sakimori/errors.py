"""Every exception that Sakimori raises on purpose.

SakimoriError
├── RefusedError            we will not do that; the message says why and what to do
│   ├── NotFoundError       no such record (or none that this person may see)
│   │   └── NoDatabaseError there is no database yet, or none at that place
│   ├── AmbiguousError      a name means several records
│   ├── NotPermittedError   the role may not do this
│   ├── WrongSignInError    whoever wants to come in has not proven who they are
│   │   ├── WrongCodeError   the code of the second step does not fit
│   │   └── ProviderError    a provider did not say who it is, or nobody of ours
│   ├── ConflictError       somebody saved the same record in between; both values are kept
│   ├── InvalidValueError   a value cannot be what it was given for
│   │   └── WeakPasswordError a password is too short, or others would try it
│   ├── MyNumberError       a value is a マイナンバー; it is not stored
│   ├── NumberInFileError   a file holds a マイナンバー or a card number; it is not stored
│   ├── StateError          the record is not in the state that this step needs
│   ├── SelfApprovalError   asker and approver are the same person
│   ├── UnreadableFileError a file cannot be read as what it was given for
│   ├── PackInvalidError    a pack breaks its format
│   ├── RequestInvalidError a request file breaks its form
│   ├── CallRefusedError    a call of a program breaks the rules of the interface
│   ├── DeletionRefusedError records stand in the way
│   ├── NamedSchemaError    the database of an installation is named with a schema
│   ├── UnkeepableTextError a text holds a character that the server cannot keep
│   └── RetainedError       a record must be kept for longer
├── StoreError              the database cannot be read or written now
│   ├── BusyError           somebody else is writing for too long
│   │   ├── CrowdedError    every connection to the server is in use
│   │   └── NoStandbyError  saves wait for a standby that does not confirm them
│   ├── OlderProgramError   a newer program has taken the database over
│   ├── ForeignFileError    a file is no database of Sakimori
│   │   └── ForeignSchemaError a schema on a server holds tables of somebody else
│   ├── StoreFullError      there is no room left
│   ├── NoServerError       the server of the database does not answer
│   │   └── UnsavedError    it went away before a save ended, of which nothing stands
│   ├── LostWriteError      the server did not say how a save ended: nobody knows whether it stands
│   ├── ReadOnlyError       the server is a standby, which only reads
│   ├── TooSlowError        a statement took longer than the server allows
│   ├── WrongEncodingError  a database on a server keeps no UTF-8
│   └── NoDriverError       what speaks to a server is not installed
├── LawFileError            a file of statements of law cannot be read as such
└── CorruptError            stored data contradict themselves
    └── TrailBrokenError    the audit trail does not verify

Wording stands on the class in both languages, with the code by which programs know it; details are keywords.
"""

from __future__ import annotations

from typing import ClassVar


class SakimoriError(Exception):
    """The base of every error raised on purpose; carries its message in Japanese and English."""

    code: ClassVar[str] = "error"
    ja: ClassVar[str] = "処理できませんでした。"
    en: ClassVar[str] = "This could not be done."

    def __init__(self, **details: object) -> None:
        """Keep the details that fill the placeholders of the message."""
        self.details = details
        super().__init__(self.message("en"))

    def message(self, language: str) -> str:
        """Give the sentence for one language (`ja` or `en`)."""
        details = {
            key: (getattr(value, language) if hasattr(value, "ja") and hasattr(value, "en") else value)
            for key, value in self.details.items()
        }
        return self._template(language).format(**details)

    def _template(self, language: str) -> str:
        return self.ja if language == "ja" else self.en


class RefusedError(SakimoriError):
    """We will not do that."""

    code = "refused"


class NotFoundError(RefusedError):
    """No such record, or none that this person may see."""

    code = "not_found"
    ja = "{what}「{key}」は見つかりません。一覧から選び直してください。"
    en = "No {what} “{key}” was found. Choose it again from the list."


class NoDatabaseError(NotFoundError):
    """There is no database yet, or none at the place that was named."""

    code = "no_database"
    ja = "データベース「{key}」は見つかりません。--db で場所を指定するか、sakimori demo でデモを作ってください。"
    en = "No database “{key}” was found. Name one with --db, or make the demo with `sakimori demo`."


class AmbiguousError(RefusedError):
    """A name means several records; `candidates` lists each with its id."""

    code = "ambiguous"
    ja = "「{key}」だけでは{what}を1つに決められません。次の中から番号か正式な名前で選んでください。"
    en = "“{key}” does not name one {what}. Choose one of these by its id or its whole name."


class NotPermittedError(RefusedError):
    """The role may not do this."""

    code = "not_permitted"
    ja = "この操作は{roles}だけができます。担当者に依頼してください。"
    en = "Only {roles} may do this. Ask one of them."


class WrongSignInError(RefusedError):
    """Whoever wants to come in has not proven who they are; one wording for every reason, so that it tells nobody."""

    code = "wrong_sign_in"
    ja = "ログイン名かパスワードが違います。何度か間違えた後は、少し待ってからもう一度入れてください。"
    en = "The login or the password is wrong. After several wrong tries, wait a little before the next."


class WrongCodeError(WrongSignInError):
    """The code of the second step does not fit, or was used already."""

    code = "wrong_code"
    ja = "確認コードが違います。次のコードを待って入れてください。何度か間違えた後は、少し待ってください。"
    en = "The code is wrong. Wait for the next one. After several wrong tries, wait a little."


class ProviderError(WrongSignInError):
    """A provider did not say who somebody is, or names nobody who has an account here."""

    code = "provider"
    ja = "サインインできませんでした。もう一度試してもできないときは、社内の管理者にアカウントを確認してください。"
    en = "You could not be signed in. If it fails again, ask an administrator of your company about your account."


class ConflictError(RefusedError):
    """Somebody saved the same record in between; `ours` and `theirs` hold both values."""

    code = "conflict"
    ja = "{who}さんが先に同じ項目を変えました。両方を見て選んでください。"
    en = "{who} changed this first. Compare both and choose."


class InvalidValueError(RefusedError):
    """A value cannot be what it was given for; `expected` says what can."""

    code = "invalid_value"
    ja = "{field}の値「{value}」は使えません。{expected}"
    en = "“{value}” cannot be used for {field}. {expected}"

    def _template(self, language: str) -> str:
        """Of a blank there is no value to quote."""
        if self.details.get("value") != "":
            return super()._template(language)
        return "{field}が空です。{expected}" if language == "ja" else "{field} is blank. {expected}"


class WeakPasswordError(InvalidValueError):
    """A password is too short, or others would try it; it is not repeated."""

    code = "weak_password"
    ja = "このパスワードは使えません。{expected}"
    en = "This password cannot be used. {expected}"


class MyNumberError(RefusedError):
    """A value is a マイナンバー; it is neither stored nor shown."""

    code = "my_number"
    ja = "{field}にマイナンバーと思われる値があります。保存していません。値を消してください。"
    en = "{field} holds what looks like an individual My Number. It was not stored. Remove the value."


class NumberInFileError(RefusedError):
    """A file holds a マイナンバー or a card number; it is not stored, and `places` show no digit."""

    code = "number_in_file"
    ja = (
        "「{name}」にマイナンバーかカード番号と思われる値があります（{places}）。ファイルは保存していません。"
        "値を消してから、もう一度選んでください。"
    )
    en = (
        "“{name}” holds what looks like an individual My Number or a card number ({places}). The file was not stored. "
        "Remove the values and choose it again."
    )


class StateError(RefusedError):
    """The record is not in the state that this step needs."""

    code = "state"
    ja = "いまの状態ではできません。{why}"
    en = "This is not possible now. {why}"


class SelfApprovalError(RefusedError):
    """Asker and approver are the same person."""

    code = "self_approval"
    ja = "申請した本人は承認できません。別の承認者を選んでください。"
    en = "You cannot approve your own request. Choose another approver."


class UnreadableFileError(RefusedError):
    """A file cannot be read as what it was given for."""

    code = "unreadable_file"
    ja = "このファイルは読めません。{why}"
    en = "This file cannot be read. {why}"


class GoneFileError(RefusedError):
    """A file that was made for somebody is not there any more, or not for this browser."""

    code = "gone_file"
    ja = "このファイルは一度渡したか、時間が過ぎました。画面に戻って、もう一度取り出してください。"
    en = "This file was given once already, or its time is over. Go back to the page and take it out again."


class NobodyError(RefusedError):
    """Whoever asks has not signed in, or is not here any more."""

    code = "nobody"
    ja = "サインインしてから開いてください。デモでは、操作する人を先に選んでください。"
    en = "Sign in first. In the demo, choose first who you are."


class PackInvalidError(RefusedError):
    """A pack breaks its format; `problems` lists every place."""

    code = "pack_invalid"
    ja = "質問票「{name}」に{count}件の誤りがあります。"
    en = "Problems in pack “{name}”: {count}."


class RequestInvalidError(RefusedError):
    """A request file for clearance breaks its form; `problems` lists every place."""

    code = "request_invalid"
    ja = "ファイル「{name}」に{count}件の誤りがあります。直してから、もう一度判定してください。"
    en = "Problems in “{name}”: {count}. Correct them and ask again."


class CallRefusedError(RefusedError):
    """A call of a program breaks the rules of the interface; `rule` is the code of which."""

    code = "call_refused"
    ja = "{why}"
    en = "{why}"


class DeletionRefusedError(RefusedError):
    """Records stand in the way of a deletion; `blockers` lists them."""

    code = "deletion_refused"
    ja = "削除できません。{blockers}があります。保管か統合を選んでください。"
    en = "This cannot be deleted: {blockers} stand in the way. Archive or merge it instead."


class RetainedError(RefusedError):
    """A record must be kept for longer; `until` is its last day."""

    code = "retained"
    ja = "{until}まで保存する義務があるため、まだ廃棄できません。この日を過ぎてから廃棄してください。"
    en = "This must be kept until {until} and cannot be purged yet. Purge it after that day."


class StoreError(SakimoriError):
    """The database cannot be read or written now; what was saved before is still there."""

    code = "store"
    ja = "データベースを読み書きできません。保存済みの内容は残っています。管理者に知らせてください。"
    en = "The database cannot be read or written. What was saved is still there. Tell the administrator."


class BusyError(StoreError):
    """Somebody else has been writing for longer than we wait."""

    code = "busy"
    ja = "ほかの保存が続いているため、まだ保存していません。少し待って、もう一度お試しください。"
    en = "Nothing was saved, because another write is still going on. Wait a moment and try again."


class OlderProgramError(StoreError):
    """A newer program has taken the database over, whose lists and rules this one does not know."""

    code = "older_program"
    ja = (
        "先守が新しい版に更新されたため、古い版で動いているこの画面からは保存できません。保存していません。"
        "少し待って、画面を開き直してください。続くときは、サーバーの再起動を管理者に頼んでください。"
    )
    en = (
        "Sakimori was updated, and what you use here is still the older version, which may not save any more. Nothing "
        "was saved. Wait a moment and open the page again. If it goes on, ask the administrator to restart the server."
    )


class ForeignFileError(StoreError):
    """A file is no database of Sakimori; it was left as it is."""

    code = "foreign_file"
    ja = "指定のファイルは先守のデータベースではありません。何も変えていません。正しい場所を指定してください。"
    en = "This file is no database of Sakimori. Nothing in it was changed. Name the right one."


class StoreFullError(StoreError):
    """There is no room left for what was to be written."""

    code = "store_full"
    ja = "保存先の空き容量が足りないため、保存していません。管理者に知らせてください。"
    en = "Nothing was saved, because there is no room left on the disk. Tell the administrator."


class LostWriteError(StoreError):
    """The server did not say how a save ended: it may stand, come to stand, or not."""

    code = "lost_write"
    ja = (
        "保存の途中でデータベースからの応答がなくなり、保存できたか分かりません。"
        "少し待って画面を開き直し、確かめてください。続くときは管理者に知らせてください。"
    )
    en = (
        "The database stopped answering while saving. It may be saved or not: wait a moment, open the page again and "
        "look. Tell the administrator if it goes on."
    )


class CorruptError(SakimoriError):
    """Stored data contradict themselves."""

    code = "corrupt"
    ja = "保存された記録に矛盾があります（{what}）。管理者に知らせてください。"
    en = "Stored records contradict each other ({what}). Tell the administrator."


class TrailBrokenError(CorruptError):
    """The audit trail does not verify from entry `seq` on."""

    code = "trail_broken"
    ja = "監査記録の連番{seq}で改ざんが見つかりました（{what}）。"
    en = "The audit trail does not verify at entry {seq} ({what})."
