"""The pages on which a file of projects is brought in: upload, columns, check, import, undo."""
