"""What goes out: mails that wait, what our people were told of, and files that were issued.

May import engine, records, domain.
"""
