"""Requests of persons 本人からの請求: received, looked into, answered, passed on, and forgotten after a time."""
