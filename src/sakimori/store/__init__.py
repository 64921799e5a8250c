"""The only SQL.

Engines, migrations, records, spans, the audit trail and the file store. May import `domain` and `errors`.
"""
