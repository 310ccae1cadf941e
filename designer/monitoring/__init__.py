"""The monitoring room: whether this process can work, how it does, and what it writes into its log."""
