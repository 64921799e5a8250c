"""Values that records are made of: days, names, numbers, texts in two languages; may import domain and errors."""
