"""The plugin on real WordPress: what visitors send is kept, delivered once, and never lost."""
