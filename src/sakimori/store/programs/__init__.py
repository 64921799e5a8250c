"""What stands of programs: the keys of their calls, and where they are told what happens; may import domain."""
