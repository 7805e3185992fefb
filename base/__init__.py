"""What knows no noun of ours, and what every app may use."""
