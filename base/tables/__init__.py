"""Tables out of files as people keep them: what a file is guessed to be, on what evidence, and what stays out."""
