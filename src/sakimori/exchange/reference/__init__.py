"""Facts that come with the program: countries, and rules of countries; may import exchange, domain."""
