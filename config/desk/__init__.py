"""The desk of the platform's admin. Only config knows of all that is to be seen there."""
