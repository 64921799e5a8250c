"""The database: engines, migrations, records, spans, tallies, the audit trail and the file store.

May import domain and errors.
"""
