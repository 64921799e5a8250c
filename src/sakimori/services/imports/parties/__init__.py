"""Lists of third parties: rows matched, compared with the register, planned, written; may import services and below."""
