"""Pages about people: signing in, opening an account, and who does what in an authority."""
