"""Finding a record of any kind by what people call it."""
