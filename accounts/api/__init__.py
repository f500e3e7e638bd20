"""Who is signed in, and the personal tokens their programs sign in with."""
