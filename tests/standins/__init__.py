"""Stand-ins of outside services on loopback: each refuses what the vendor's own description does not allow."""
