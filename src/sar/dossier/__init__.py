"""The answer: one model, several renderings."""
