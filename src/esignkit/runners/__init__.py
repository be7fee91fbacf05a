"""What carries calls out: the only modules that touch sockets, clocks, threads and files."""
