"""教育: my courses with their quiz, and who of our people took which; may import services, frame."""
