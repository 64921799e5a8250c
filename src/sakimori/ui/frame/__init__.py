"""What every page stands on: session, pages, words, dialogs, fields, tables; it imports no capability."""
