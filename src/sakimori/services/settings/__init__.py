"""Company policy and our own people; may import services and below."""
