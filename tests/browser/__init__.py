"""The dashboard in a real browser: inside wp-admin, across sites, and standalone."""
