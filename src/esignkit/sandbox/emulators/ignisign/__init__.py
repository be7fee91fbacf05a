"""Emulates Ignisign: API 3, and the calls that are the same in API 4, as deployed clients use them."""
