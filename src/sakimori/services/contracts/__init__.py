"""Contracts: whom they cover, what their clauses say, when they are renewed; may import services and below."""
