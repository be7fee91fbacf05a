"""Constellation1 eSign, its REST API of sessions, as the vendor's pages and examples describe it."""
