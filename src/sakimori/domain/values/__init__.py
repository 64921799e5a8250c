"""Values: days, names, numbers, texts in two languages."""
