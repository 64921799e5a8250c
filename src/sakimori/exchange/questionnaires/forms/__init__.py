"""Known forms of questionnaires, one module a form; may import exchange, domain."""
