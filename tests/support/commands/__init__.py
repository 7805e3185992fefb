"""What `make` runs for those who build the site."""
