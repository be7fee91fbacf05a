"""The version of esignkit."""

__version__ = "0.1.0"
