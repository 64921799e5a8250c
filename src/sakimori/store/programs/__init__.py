"""What stands of programs: tokens, keys of their calls, and where they are told what happens; may import domain."""
