"""The pages of the works: progress, photos, papers, comments, and what has come to a standstill."""
