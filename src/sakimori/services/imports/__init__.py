"""Lists of others on their way into the register: a dry run, then all or nothing; may import services and below."""
