"""Documents to take away – PDF and Word – are made for one reader by a process of their own, and kept for a while."""
