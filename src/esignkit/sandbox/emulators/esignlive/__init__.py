"""Emulates eSignLive / OneSpan Sign, as deployed clients use it."""
