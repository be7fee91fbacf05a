"""Plans that are stored, and runs that survive a crash."""
