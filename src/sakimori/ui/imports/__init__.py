"""The import of lists."""
