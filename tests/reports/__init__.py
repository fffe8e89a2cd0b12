"""Tests of the way out: exports of the list."""
