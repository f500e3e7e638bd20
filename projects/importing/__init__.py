"""Bringing files of projects in: what a cell may mean, and what is wrong with it. Nothing here writes."""
