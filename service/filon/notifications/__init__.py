"""Messages we send: one message to one person over one channel."""
