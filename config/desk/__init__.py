"""The desk is where the platform's admins work. Only config knows of all that is to be seen there."""
