"""Messages that are sent: handed over, refused, tried again, given up."""
