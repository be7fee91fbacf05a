"""Databases that workers share: SQLite for the processes of one machine, PostgreSQL for several machines."""

from esignkit.lazy import attach

__getattr__, __dir__ = attach(__name__)
