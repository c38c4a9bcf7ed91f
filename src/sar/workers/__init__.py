"""Several machines: workers that take shares of batches from a queue in the workspace's own PostgreSQL."""
