"""Running it for real: behind a reverse proxy, under systemd, as docs/operations.md says."""
