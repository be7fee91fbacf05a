"""Ignisign's models, one file per group; import them from `esignkit.ignisign`."""
