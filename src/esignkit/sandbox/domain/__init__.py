"""What the three services have in common: transactions, parties, documents and their transitions."""
