"""Tests of what to do next: reminders, their moments, repeats, mails and rule."""
