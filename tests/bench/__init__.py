"""Measurements, run by bin/bench."""
