"""What happened with a lead: an append-only timeline."""
