"""What all readers of questionnaires share, and what they give."""
