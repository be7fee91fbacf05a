"""Ignisign, API 3 and what is the same in API 4, as its deployed clients meet it."""
