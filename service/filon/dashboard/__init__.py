"""The window frame: layout, components, embedding and static files. It knows no room."""
