"""The three services' faces: each emulator owns wording, casing, ids and errors, and nothing else."""
