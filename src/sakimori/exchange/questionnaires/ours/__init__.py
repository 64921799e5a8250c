"""Our packs as files for others: handed out, answered, taken back."""
