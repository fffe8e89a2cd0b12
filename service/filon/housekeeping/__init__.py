"""Verbs that cross rooms: what goes when a prospect goes, keeping a copy of everything, watching over it."""
