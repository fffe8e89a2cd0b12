"""Verbs that cross rooms: what goes when a prospect goes."""
