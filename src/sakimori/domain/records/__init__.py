"""The records of the register, one module a noun; may import domain and errors."""
