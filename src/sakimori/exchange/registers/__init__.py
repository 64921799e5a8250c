"""Lists of records of every kind, DORA's register, records of processing; may import exchange, domain."""
