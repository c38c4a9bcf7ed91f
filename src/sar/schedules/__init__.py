"""Batches that are run at the times that sar.toml says."""
