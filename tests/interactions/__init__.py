"""What happened with a lead."""
