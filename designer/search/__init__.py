"""Search: one box that finds a return, order, customer or process."""
