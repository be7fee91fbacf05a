"""What a call is and how it is made safely: no sockets, no clock, no files, no HTTP library."""
