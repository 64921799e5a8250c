"""The desk for requests of persons: list, one request, dialogs; may import services and frame."""
