"""What a process remembers of the records while no write touches it; may import services and below."""
