"""Lists of third parties: rows matched, compared with what is held, planned, written."""
