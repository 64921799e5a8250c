"""The risk dashboard."""
