"""The pages of this room: signing in and out, and the sections of the settings."""
