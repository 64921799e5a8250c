"""Lists of every other record, DORA's register of information, records of processing; may import exchange, domain."""
