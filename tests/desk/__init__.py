"""The screens that put rooms together."""
