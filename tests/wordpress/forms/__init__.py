"""Form plugins: their forms, visitors who send them, and what their hooks hand over, recorded and for real."""
