"""What is typed, and which lessons say it."""
