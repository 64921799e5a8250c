"""A vendor's own way into one assessment, and the mail that brings it; may import services and below."""
