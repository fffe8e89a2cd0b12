"""The screens that put rooms together: first screen, prospect page."""
