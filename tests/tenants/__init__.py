"""Tests of tenants: clients, pairing, signed calls, embedding, sign-in."""
