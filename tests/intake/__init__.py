"""The door: what becomes of what visitors send."""
