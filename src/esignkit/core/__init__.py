"""Calls, retries and models, without I/O: no sockets, no clock, no files, no HTTP library."""
