"""Finding a project, an authority, a contractor or a number by what somebody remembers of it."""
