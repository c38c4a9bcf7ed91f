"""Correction: planned by reading, applied by comparing, verified by reading back, with receipts."""
