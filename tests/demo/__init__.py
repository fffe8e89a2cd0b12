"""The demonstration behind bin/demo: a real service, and a real WordPress of an invented joinery."""
