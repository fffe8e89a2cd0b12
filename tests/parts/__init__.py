"""Real servers for tests, each started in seconds and ended with everything that they started."""
