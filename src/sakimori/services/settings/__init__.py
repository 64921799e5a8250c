"""Company policy and our own people."""
