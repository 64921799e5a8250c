"""The import of lists: file, columns, dry run, result; may import services, frame, charts, addresses of own_company."""
