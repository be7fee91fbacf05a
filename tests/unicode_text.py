"""Texts for property tests."""

from __future__ import annotations

from hypothesis import strategies as st

CHARACTERS = st.characters(exclude_categories=["Cs"])
"""All that UTF-8 can encode. By default, Hypothesis finds that out by encoding each character there is, for a second."""
