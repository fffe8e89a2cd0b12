"""The clients of outside systems, against real and badly behaved servers on loopback."""
