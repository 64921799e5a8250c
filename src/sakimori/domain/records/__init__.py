"""The records of the register, one module a noun."""
