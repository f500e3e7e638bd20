"""Projects and their places over the wire: reads start at a selection, writes call the services."""
