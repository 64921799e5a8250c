"""The data: source, purpose, special kinds, refusals, other laws."""
