"""Batches: many requests taken in from a file, searched side by side, answered one folder each."""
