"""The person who asked, and the list of them."""
