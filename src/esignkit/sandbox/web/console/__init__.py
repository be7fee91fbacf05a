"""The console: what is in the sandbox, and what its owner can do."""
