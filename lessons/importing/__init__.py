"""Lessons out of files: what is in a file, what its columns and words mean, and the steps from file to memory."""
