"""What to do next: reminders with a due time, an owner, repeats and a way to put them off."""
