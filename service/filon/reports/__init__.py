"""The way out: exports of the list. Reads only, but for its own files."""
