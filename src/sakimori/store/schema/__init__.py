"""The schema: portable DDL in numbered steps, and the guards of the tables that only grow; may import store.engine."""
