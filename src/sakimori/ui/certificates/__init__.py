"""The form of a certificate."""
