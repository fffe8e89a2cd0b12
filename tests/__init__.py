"""Tests of Filon: one folder per room, and tests/parts for the real servers that they talk to."""
