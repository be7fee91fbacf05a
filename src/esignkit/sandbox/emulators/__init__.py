"""The emulators of the three services: their routes, wording, casing, ids and errors."""
