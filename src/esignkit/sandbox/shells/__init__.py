"""The three services' faces: each shell owns wording, casing, ids and refusals, and nothing else."""
