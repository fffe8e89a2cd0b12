"""Stand-ins of outside systems that nobody can install, each checked against what its vendor publishes."""
