"""The whole country at once: made at any size through the real tables, and everything people ask of it measured."""
