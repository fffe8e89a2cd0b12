"""Tests of the API as a whole, against the service as it is really served."""
