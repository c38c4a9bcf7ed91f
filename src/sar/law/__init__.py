"""The laws as data, and what follows from them: deadlines, grounds, contents."""
