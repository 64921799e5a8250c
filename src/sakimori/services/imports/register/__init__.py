"""Lists of other records: matched, compared with the register, planned, written; may import services and below."""
