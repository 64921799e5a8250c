"""Our packs as files for others: handed out, answered, taken back; may import exchange, domain."""
