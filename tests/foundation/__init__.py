"""Tests of the foundation: what every room stands on."""
