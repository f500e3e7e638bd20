"""Taking projects away as files: the pages and the API around export jobs."""
