"""Runners execute calls: the only modules that use sockets, clocks, threads and files."""
