"""What the sandbox shows in a browser: pages made on the server, one style sheet, one small script."""
