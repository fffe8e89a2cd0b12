"""One worker process: claims events as they are committed, runs what follows, and holds the schedule if it is free."""
