"""What is kept as counts is what a count of the lessons one by one gives, whatever was written and by whom at once."""
