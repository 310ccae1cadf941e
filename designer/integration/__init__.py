"""What other programs do: start a process, send it a message."""
