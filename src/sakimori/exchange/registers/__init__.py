"""Lists of every other record, DORA's register of information, and records of processing."""
