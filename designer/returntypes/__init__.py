"""The return types room: which version of the library serves which type of return, since when and why."""
