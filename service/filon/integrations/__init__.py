"""One file for each outside system: its protocol and nothing else. No domain words, no database."""
