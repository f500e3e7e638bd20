"""The verbs of bringing a file in: begin, say what the columns mean, check, apply, stop, take back."""
