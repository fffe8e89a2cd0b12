"""Verbs that cross rooms: erasure, backup and restore, and watching over it all."""
