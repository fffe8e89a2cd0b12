"""Verbs that cross rooms: erasing a person, keeping a copy of everything, watching over it."""
