"""Our files in the programs of others: see docs/checks.md for how these are fetched."""
