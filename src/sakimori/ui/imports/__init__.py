"""The import of lists: file, columns, dry run, result; may import services, frame, charts."""
