"""A list of lessons is taken along as a file: a small one at once, a large one when a worker has written it."""
