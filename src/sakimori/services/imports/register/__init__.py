"""Lists of every other kind of record: entries matched, compared with what is held, planned, written."""
