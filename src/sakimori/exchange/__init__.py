"""Files in and out, read as a person would and written so that nothing in them runs; may import domain and errors."""
