"""Lists of records of every kind, DORA's register of information, records of processing; may import exchange, domain."""
