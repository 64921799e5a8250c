"""Tables in any file: found, decoded, cut into rows, read to values."""
