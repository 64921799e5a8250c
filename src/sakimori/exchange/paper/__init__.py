"""Files that are handed out: PDF, and workbooks in which nothing runs; may import domain."""
