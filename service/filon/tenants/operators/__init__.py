"""The agency's staff, above all tenants: who they are, how they get in, and the screen of all their clients."""
