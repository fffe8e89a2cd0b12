"""The door: submissions as received, and how each becomes a lead."""
