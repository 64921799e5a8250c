"""What is handed out: PDF, and workbooks in which nothing runs."""
