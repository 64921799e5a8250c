"""Policy, people and lists."""
