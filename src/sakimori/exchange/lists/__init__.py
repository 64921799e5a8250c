"""Tables in any kind of file: found, decoded, cut into rows, read to values; may import exchange, domain."""
