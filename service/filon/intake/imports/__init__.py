"""Files that people bring: a CSV or Excel file becomes leads, in steps that can be looked at, left, and undone."""
