"""The domain that the three services share: transactions, parties, documents and their transitions."""
