"""The person who asked: leads, their status, how they are found and joined."""
