"""The task list: work that people are asked to do, with its forms."""
