"""The window frame: two addresses for each page, words, looks, static files."""
