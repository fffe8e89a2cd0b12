"""Imports: files, columns, people who are known, round trips and kills."""
