"""Measurements, not tests: `./run bench` prints them, and nothing fails for being slow."""
