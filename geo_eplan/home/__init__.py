"""The way in and the first page: signing in, and a home page for every role."""
