"""When we meet: kinds of appointments, who can be met when, and booking without a double."""
