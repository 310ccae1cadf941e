"""Other engines that do the standard return; what runs in their environment imports nothing of the project."""
